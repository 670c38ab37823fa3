/**
 * A PostgreSQL server of the test's own, to be stopped and started at will, from the binaries that Debian's packages
 * install. Where there are none, whoever needs it says that it was not run.
 */

import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../e2e/harness/processes.ts';

const run = promisify(execFile);
const ROOT = '/usr/lib/postgresql';

/** Folder of `initdb` and `pg_ctl`. */
export function findBinaries(): string | undefined {
  const versions = existsSync(ROOT) ? readdirSync(ROOT) : [];
  const newest = versions.toSorted((one, other) => Number(other) - Number(one))[0];
  const folder = join(ROOT, newest ?? '', 'bin');
  return newest !== undefined && existsSync(join(folder, 'initdb')) ? folder : undefined;
}

async function findPostgresUser(): Promise<number> {
  const users = await readFile('/etc/passwd', 'utf8');
  return Number(/^postgres:[^:]*:(\d+):/m.exec(users)?.[1]);
}

export class OwnPostgres {
  readonly url: string;
  readonly #binaries: string;
  readonly #folder: string;
  readonly #options: string;

  private constructor(binaries: string, folder: string, port: number) {
    this.#binaries = binaries;
    this.#folder = folder;
    this.#options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`;
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  }

  /** Initialised, not started. */
  static async create(binaries: string): Promise<OwnPostgres> {
    const folder = await mkdtemp(join(tmpdir(), 'bridge-postgres-'));
    // Where root runs the tests the server runs as the user that the packages made for it.
    if (process.getuid?.() === 0) {
      await chmod(folder, 0o755);
      await chown(folder, await findPostgresUser(), -1);
    }
    const server = new OwnPostgres(binaries, folder, await freePort());
    await server.#execute('initdb', '-D', server.#data, '-A', 'trust', '-U', 'postgres', '--no-sync');
    return server;
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  async start(): Promise<void> {
    const log = join(this.#folder, 'log');
    await this.#execute('pg_ctl', '-D', this.#data, '-w', '-l', log, '-o', this.#options, 'start');
  }

  /** `immediate` is a crash: nothing is written down, and the next start recovers. */
  async stop(mode: 'fast' | 'immediate'): Promise<void> {
    await this.#execute('pg_ctl', '-D', this.#data, '-w', '-m', mode, 'stop');
  }

  async remove(): Promise<void> {
    await this.stop('immediate').catch(() => undefined);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #execute(program: string, ...args: string[]): Promise<void> {
    const path = join(this.#binaries, program);
    const asPostgres = ['--reuid=postgres', '--regid=postgres', '--clear-groups', path, ...args];
    await (process.getuid?.() === 0 ? run('setpriv', asPostgres) : run(path, args));
  }
}
