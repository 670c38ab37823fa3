import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** One request with its answer, as a checker of the contract with Genesys Cloud reads it. */
export interface RecordedExchange {
  readonly method: string;
  /** As it was sent, still encoded. */
  readonly path: string;
  /** What followed the question mark, as it was sent. */
  readonly query: string;
  /** The header `Genesys-App`, by which a program names itself. */
  readonly app: string | null;
  readonly client: string | null;
  /** Parsed body of the request; absent without one. */
  readonly body?: unknown;
  /** 0 when the connection was dropped on purpose. */
  readonly status: number;
  /** Body of the answer; absent without one. */
  readonly answer?: unknown;
  /** Set when a fault made the answer up: it says nothing about Genesys Cloud. */
  readonly fault?: true;
}

let recorders = 0;

/** Appends exchanges to a file of its own, one JSON document a line; each is on its way to disk when `add` returns. */
export class Recorder {
  readonly #file: number;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    recorders += 1;
    this.#file = openSync(join(folder, `${process.pid}-${recorders}-${Date.now()}.ndjson`), 'wx');
  }

  add(exchange: RecordedExchange): void {
    writeSync(this.#file, `${JSON.stringify(exchange)}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}
