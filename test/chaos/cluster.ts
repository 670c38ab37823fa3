/** Several bridges on one PostgreSQL, each with a port and an OAuth client of its own. */

import { freePort, launch, type Running, waitUntilReady } from '../e2e/harness/processes.ts';
import type { World } from '../e2e/harness/world.ts';

interface Instance {
  readonly origin: string;
  readonly running: Running;
}

export class Cluster {
  readonly #instances: Instance[];
  #next = 0;

  private constructor(instances: Instance[]) {
    this.#instances = instances;
  }

  static async start(world: World, size: number): Promise<Cluster> {
    const ports = await Promise.all(Array.from({ length: size }, () => freePort()));
    const instances = ports.map((port, index) => ({
      origin: `http://127.0.0.1:${port}`,
      running: launch(['serve'], {
        ...world.environment,
        PORT: String(port),
        GENESYSCLOUD_OAUTHCLIENT_ID: `bridge-${index}`,
      }),
    }));
    for (const { origin, running } of instances) await waitUntilReady(running, `${origin}/readyz`);
    return new Cluster(instances);
  }

  /** Round robin over all instances, dead or alive: a client sees what a plain load balancer would let through. */
  readonly next = (): string => {
    this.#next = (this.#next + 1) % this.#instances.length;
    return `${this.origin(this.#next)}/scim/v2`;
  };

  origin(index: number): string {
    return this.#at(index).origin;
  }

  signal(index: number, signal: NodeJS.Signals): void {
    this.#at(index).running.process.kill(signal);
  }

  output(index: number): string {
    return this.#at(index).running.output();
  }

  async end(): Promise<void> {
    for (const { running } of this.#instances) running.process.kill('SIGCONT');
    await Promise.all(this.#instances.map(({ running }) => running.end('SIGTERM')));
  }

  #at(index: number): Instance {
    const instance = this.#instances[index];
    if (instance === undefined) throw new Error(`there is no instance ${index}`);
    return instance;
  }
}
