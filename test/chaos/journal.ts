/** Reads in the simulator's journal what the bridge has done, and what of it was done twice. */

import type { GenesysApi } from '../e2e/harness/genesys-api.ts';

/** Calls that must not take effect twice: each makes something new. */
const NOT_IDEMPOTENT = [/^POST \/api\/v2\/users$/, /^POST \/api\/v2\/groups$/];
/** Calls that say what shall be and change nothing the second time; repeats are only counted. */
const LOCK_OUT = /^PUT \/api\/v2\/users\/[^/]+\/state$/;

function nameOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return '';
  if ('email' in body) return String(body.email);
  return 'name' in body ? String(body.name) : JSON.stringify(body);
}

/** Follows the journal over a long run, of which the simulator keeps only the end. */
export class Journal {
  readonly #genesys: GenesysApi;
  readonly #made = new Map<string, number>();
  #last = 0;
  calls = 0;
  stateChanges = 0;

  constructor(genesys: GenesysApi) {
    this.#genesys = genesys;
  }

  /** To be called before the simulator forgets: at least every 100,000 calls. */
  async follow(): Promise<void> {
    for (const { seq, method, path, status, body } of await this.#genesys.journal(this.#last)) {
      this.#last = seq;
      this.calls += 1;
      const call = `${method} ${path}`;
      if (LOCK_OUT.test(call)) this.stateChanges += 1;
      if (status !== 200 && status !== 201 && status !== 202) continue;
      if (!NOT_IDEMPOTENT.some((pattern) => pattern.test(call))) continue;
      const made = `${call} ${nameOf(body)}`;
      this.#made.set(made, (this.#made.get(made) ?? 0) + 1);
    }
  }

  /** What was made more than once. */
  repeated(): string[] {
    return [...this.#made].flatMap(([made, times]) => (times > 1 ? [`${made}: ${times} times`] : []));
  }
}
