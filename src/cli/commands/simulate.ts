/** `simulate`: the simulated Genesys Cloud alone. */

import type { Configuration } from '../../config/configuration.ts';
import { BridgeError } from '../../errors.ts';
import { type RunningSimulator, type SimulatorOptions, startSimulator } from '../../simulator/start.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { closeOnSignal } from '../shutdown.ts';

function toSimulatorOptions({ listen, simulator }: Configuration): SimulatorOptions {
  return { host: listen.host, ...simulator };
}

/** The simulator has errors of its own; here they become one line for people. */
export async function launchSimulator(configuration: Configuration): Promise<RunningSimulator> {
  try {
    return await startSimulator(toSimulatorOptions(configuration));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new BridgeError(message, { code: 'simulator.cannot-start', status: 500, cause });
  }
}

export async function simulate(configuration: Configuration): Promise<void> {
  const opened = closeOnSignal(createLogger({ ...configuration.log, destination: process.stderr }));
  const simulator = await launchSimulator(configuration);
  opened.push(simulator);
  process.stdout.write(
    `simulated Genesys Cloud on ${simulator.url} (behaviour: ${simulator.url}/simulator/behaviour)\n`,
  );
}
