/** The policy under which the bridge is put to the test: nothing holds the load back. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const POLICY = `
guard: off
clients:
  chaos: { rate: { perSecond: 10000, burst: 10000 } }
offboarding:
  deactivate: { release: [presence, station, queues], maxWait: 1m }
`;

/** Writes it into the folder; the setting that names it. */
export async function writePolicy(folder: string): Promise<Readonly<Record<string, string>>> {
  const path = join(folder, 'policy.yaml');
  await writeFile(path, POLICY);
  return { BRIDGE_CONFIG: path };
}
