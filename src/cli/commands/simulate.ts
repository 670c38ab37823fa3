/** `simulate`: the simulated Genesys Cloud alone. */

import type { Configuration } from '../../config/configuration.ts';
import { type SimulatorOptions, startSimulator } from '../../simulator/start.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { closeOnSignal } from '../shutdown.ts';

export function toSimulatorOptions({ listen, simulator }: Configuration): SimulatorOptions {
  const { port, users, latencyMs, rateLimit, clients } = simulator;
  return {
    host: listen.host,
    port,
    users,
    latencyMs,
    rateLimit,
    ...(clients === undefined ? {} : { clients }),
  };
}

export async function simulate(configuration: Configuration): Promise<void> {
  const opened = closeOnSignal(createLogger({ ...configuration.log, destination: process.stderr }));
  const simulator = await startSimulator(toSimulatorOptions(configuration));
  opened.push(simulator);
  process.stdout.write(
    `simulated Genesys Cloud on ${simulator.url} (behaviour: ${simulator.url}/simulator/behaviour)\n`,
  );
}
