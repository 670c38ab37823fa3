import { randomUUID } from 'node:crypto';
import { type JsonObject, optionalChoice, requiredId, requiredText } from '../http/check-input.ts';
import { OFFLINE_PRESENCE_ID } from '../organisation/catalogue.ts';
import { NO_ACTIVITY, USER_STATES, type UserRecord } from '../organisation/model.ts';
import type { World } from '../world.ts';
import { auditedProperties, differences, recordAudit } from './audit.ts';
import { required } from './find-record.ts';
import { profileForCreation, requireEmail, requireFreeEmail } from './user-profile.ts';

/** FACTS 1.2: `CreateUser` needs name, email and division; without a state the user is inactive. */
export function createUser(world: World, clientId: string, body: JsonObject): UserRecord {
  const { organisation } = world;
  const name = requiredText(body, 'name');
  const email = requireEmail(requiredText(body, 'email'));
  const divisionId = requiredId(body, 'divisionId');
  const state = optionalChoice(body, 'state', USER_STATES) ?? 'inactive';
  const profile = profileForCreation(body);
  required(organisation.divisions, divisionId, 'division');
  requireFreeEmail(organisation, email);
  const now = world.now();
  const user: UserRecord = {
    id: randomUUID(),
    ordinal: organisation.users.nextOrdinal,
    name,
    email,
    username: email,
    state,
    version: 1,
    divisionId,
    managerId: undefined,
    profile,
    grants: [{ roleId: organisation.employeeRole.id, divisionId, grantMadeAt: now }],
    skills: [],
    languages: [],
    externalIds: [],
    presenceId: OFFLINE_PRESENCE_ID,
    presenceMessage: '',
    presenceAt: now,
    routingStatus: 'OFF_QUEUE',
    routingStatusAt: now,
    associatedStationId: undefined,
    associatedAt: undefined,
    defaultStationId: undefined,
    lastStationId: undefined,
    tokens: 0,
    tokenIssuedAt: undefined,
    teamId: undefined,
    managementUnitId: undefined,
    utilization: undefined,
    conversation: undefined,
    pastActivity: NO_ACTIVITY,
    stateChanges: [],
  };
  organisation.users.add(user);
  organisation.search.note(user.id, undefined, now, world.behaviour.amount('searchLagMs'));
  recordAudit(world, clientId, {
    service: 'Directory',
    entityType: 'User',
    action: 'Create',
    entity: user,
    changes: differences(new Map(), auditedProperties(user)),
  });
  return user;
}
