/** Everything that `doctor` looks at. Nothing is written anywhere, and what fails hides nothing else. */

import type { Configuration } from '../../config/configuration.ts';
import type { Store } from '../../store/open.ts';
import { offboardingPolicy } from '../control.ts';
import { readGenesysAccess } from '../genesys-access.ts';
import type { GenesysAccess } from '../run-bridge.ts';
import { examineDatabase } from './database-findings.ts';
import { examineEndpoint } from './endpoint-findings.ts';
import { describeReason, type Finding } from './finding.ts';
import { examineGenesys } from './genesys-findings.ts';

async function examineAccess(configuration: Configuration): Promise<Finding[]> {
  try {
    const access = readGenesysAccess(configuration, 'the bridge');
    return await examineGenesys(access, offboardingPolicy(configuration));
  } catch (error) {
    return [
      {
        check: 'credentials',
        severity: 'failure',
        finding: 'the configuration does not say how to reach Genesys Cloud',
        cause: describeReason(error),
        cure: 'set region, id and secret of an OAuth client of the grant type client credentials',
      },
    ];
  }
}

/** The same for a bridge that runs in this process. */
export async function examineRunning(
  configuration: Configuration,
  access: GenesysAccess,
  store: Store,
  now: Date,
): Promise<Finding[]> {
  const parts = await Promise.all([
    examineGenesys(access, offboardingPolicy(configuration)),
    examineDatabase(configuration, now, store),
    examineEndpoint(configuration, now),
  ]);
  return parts.flat();
}

export async function examine(configuration: Configuration, now: Date): Promise<Finding[]> {
  const parts = await Promise.all([
    examineAccess(configuration),
    examineDatabase(configuration, now),
    examineEndpoint(configuration, now),
  ]);
  return parts.flat();
}
