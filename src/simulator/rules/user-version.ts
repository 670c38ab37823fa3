import type { JsonObject } from '../http/check-input.ts';
import { badRequest, conflict } from '../http/platform-error.ts';
import type { UserRecord } from '../organisation/model.ts';
import { searchDocument } from '../organisation/search-document.ts';
import type { World } from '../world.ts';
import { auditedProperties, differences, recordAudit } from './audit.ts';

const MISMATCH = 'The version supplied does not match the current version of the user';

/** FACTS 1 and 1.4: optimistic locking by the number that the last GET showed. */
export function requireVersion(world: World, user: UserRecord, body: JsonObject): void {
  const version = body.version;
  if (version === undefined || version === null) {
    throw badRequest("The field 'version' is required: send the current version of the user.");
  }
  if (typeof version !== 'number' || !Number.isInteger(version)) {
    throw badRequest("The field 'version' must be an integer.", 'invalid.value');
  }
  if (version === user.version) return;
  throw world.behaviour.isOn('versionConflictAs400') ? badRequest(MISMATCH) : conflict(MISMATCH);
}

/** Makes a change to the user: the version grows, searches learn of it with their lag, the audit at once. */
export function changeUser(world: World, clientId: string, user: UserRecord, change: () => void): void {
  const lagMs = world.behaviour.amount('searchLagMs');
  const properties = auditedProperties(user);
  world.organisation.search.note(user.id, searchDocument(user), world.now(), lagMs);
  const before = user.state;
  change();
  user.version += 1;
  const deleted = before !== 'deleted' && user.state === 'deleted';
  recordAudit(world, clientId, {
    service: 'Directory',
    entityType: 'User',
    action: deleted ? 'Delete' : 'Update',
    entity: user,
    changes: differences(properties, auditedProperties(user)),
  });
}
