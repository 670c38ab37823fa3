/** The admin API's part for setting up: what keeps the bridge from working, and what identity providers are to be given. */

import { type Request, Router } from 'express';
import { BridgeError } from '../../errors.ts';
import { describeSetup } from './setup.ts';

/** One sentence, and for what is wrong its cause and its cure. */
export interface Finding {
  readonly check: string;
  readonly severity: 'ok' | 'note' | 'warning' | 'failure';
  readonly finding: string;
  readonly cause?: string;
  readonly cure?: string;
}

export interface DoctorOptions {
  /** Looks at everything; writes nothing. */
  readonly examine: () => Promise<readonly Finding[]>;
  readonly origin: (request: Request) => string;
  /** Whether the public URL is configured. */
  readonly isPublic: boolean;
  /** Of each examination, in milliseconds; a minute unless given. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 60_000;

function tooSlow(ms: number): BridgeError {
  return new BridgeError(
    `The examination has not ended within ${ms / 1_000} s: Genesys Cloud or the network answers too slowly; try again`,
    { code: 'admin.doctor-late', status: 504, expose: true },
  );
}

/** One at a time: whoever asks meanwhile gets the same answer. */
export class Doctor {
  readonly #examine: DoctorOptions['examine'];
  readonly #patienceMs: number;
  #running: Promise<readonly Finding[]> | undefined;

  constructor({ examine, patienceMs = PATIENCE_MS }: Pick<DoctorOptions, 'examine' | 'patienceMs'>) {
    this.#examine = examine;
    this.#patienceMs = patienceMs;
  }

  /** Throws `admin.doctor-late`; the examination then ends by itself, and no other begins before. */
  async findings(): Promise<readonly Finding[]> {
    this.#running ??= this.#examine().finally(() => {
      this.#running = undefined;
    });
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(tooSlow(this.#patienceMs)), this.#patienceMs);
    try {
      return await Promise.race([this.#running, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

const ORDER = ['ok', 'note', 'warning', 'failure'] as const;

function worstOf(findings: readonly Finding[]): Finding['severity'] {
  return ORDER[Math.max(0, ...findings.map(({ severity }) => ORDER.indexOf(severity)))] ?? 'ok';
}

export function createDoctorRouter(options: DoctorOptions): Router {
  const doctor = new Doctor(options);
  const router = Router();
  router.post('/doctor', async (_request, response) => {
    const findings = await doctor.findings();
    response.json({ at: new Date().toISOString(), worst: worstOf(findings), findings });
  });
  router.get('/setup', (request, response) => {
    response.json(describeSetup(options.origin(request), options.isPublic));
  });
  return router;
}
