import type { Migration } from 'kysely/migration';
import { initial } from './0001-initial.ts';
import { groups } from './0030-groups.ts';
import { turns } from './0031-turns.ts';
import { clientUsers } from './0032-client-users.ts';
import { snapshotGroups } from './0033-snapshot-groups.ts';
import { drainPhases } from './0040-drain-phases.ts';
import { guard } from './0041-guard.ts';
import { auditChain } from './0060-audit-chain.ts';
import { accessTokens } from './0061-access-tokens.ts';
import { startedConfiguration } from './0080-started-configuration.ts';
import { stuckSince } from './0095-stuck-since.ts';
import { traceparent } from './0096-traceparent.ts';
import { notifications } from './0097-notifications.ts';
import { stepRuns } from './0100-step-runs.ts';
import { erasures } from './0101-erasures.ts';
import { findPeople } from './0110-find-people.ts';
import { acceptedRules } from './0111-accepted-rules.ts';
import { credentialReplacements } from './0115-credential-replacements.ts';
import { consoleSessions } from './0120-console-sessions.ts';
import { browsing } from './0125-browsing.ts';
import { overview } from './0126-overview.ts';
import { changes } from './0127-changes.ts';
import { requestIds } from './0150-request-ids.ts';
import { additiveMigrations } from './0151-additive-migrations.ts';

/** In the order in which they run; a number is never used below one that a released version has. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-initial': initial,
  '0030-groups': groups,
  '0031-turns': turns,
  '0032-client-users': clientUsers,
  '0033-snapshot-groups': snapshotGroups,
  '0040-drain-phases': drainPhases,
  '0041-guard': guard,
  '0060-audit-chain': auditChain,
  '0061-access-tokens': accessTokens,
  '0080-started-configuration': startedConfiguration,
  '0095-stuck-since': stuckSince,
  '0096-traceparent': traceparent,
  '0097-notifications': notifications,
  '0100-step-runs': stepRuns,
  '0101-erasures': erasures,
  '0110-find-people': findPeople,
  '0111-accepted-rules': acceptedRules,
  '0115-credential-replacements': credentialReplacements,
  '0120-console-sessions': consoleSessions,
  '0125-browsing': browsing,
  '0126-overview': overview,
  '0127-changes': changes,
  '0150-request-ids': requestIds,
  '0151-additive-migrations': additiveMigrations,
};

/**
 * Those with which an older version cannot go on; none so far. What they take away, an earlier release has to have stopped
 * using, and the release that has one gets a new major version.
 */
export const BREAKING: ReadonlySet<string> = new Set();
