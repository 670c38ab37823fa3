/** A server under load, seen from the process that loads it. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

export type ServerName = 'bare' | 'stock' | 'ours';

export class ServerProcess {
  readonly #child: ChildProcess;
  readonly url: string;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  static async start(name: ServerName, token: string): Promise<ServerProcess> {
    const child = fork(new URL('./server.ts', import.meta.url), [name, token], {
      execArgv: ['--disable-proto=delete', '--expose-gc'],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production' },
    });
    // A log is read by somebody; a full pipe would stop the server.
    child.stdout?.resume();
    const { port } = await ask(child);
    return new ServerProcess(child, `http://127.0.0.1:${port}/scim/v2`);
  }

  /** Bytes in use after a garbage collection. */
  async memory(): Promise<{ readonly heapUsed: number; readonly rss: number }> {
    this.#child.send('memory');
    const { heapUsed = 0, rss = 0 } = await ask(this.#child);
    return { heapUsed, rss };
  }

  /** CPU time that the process has taken so far, in milliseconds. */
  async cpuMs(): Promise<number> {
    this.#child.send('cpu');
    const { cpuMs = 0 } = await ask(this.#child);
    return cpuMs;
  }

  async end(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}

async function ask(child: ChildProcess): Promise<Readonly<Record<string, number>>> {
  const answered = new AbortController();
  const { signal } = answered;
  const failed = once(child, 'exit', { signal }).then(() => {
    throw new Error('A server of the benchmark ended before it answered');
  });
  try {
    const [message] = await Promise.race([once(child, 'message', { signal }), failed]);
    return message;
  } finally {
    failed.catch(() => undefined);
    answered.abort();
  }
}
