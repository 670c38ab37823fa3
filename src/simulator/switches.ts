/** What the collected facts have for the default: a source, what follows from one, or nothing. */
export type Evidence = 'confirmed' | 'inferred' | 'unknown';

/** A switch for something that nobody could confirm without a real organisation; its default is the likeliest. */
export interface Switch<T extends boolean | number> {
  readonly default: T;
  readonly meaning: string;
  /** Section of the collected Genesys facts (FACTS.md) that leaves it open. */
  readonly facts: string;
  readonly evidence: Evidence;
}

function flag(value: boolean, evidence: Evidence, facts: string, meaning: string): Switch<boolean> {
  return { default: value, meaning, facts, evidence };
}

/** Milliseconds, seconds or a count, as the name says; the evidence is that there is such a thing at all. */
function amount(value: number, evidence: Evidence, facts: string, meaning: string): Switch<number> {
  return { default: value, meaning, facts, evidence };
}

export const SWITCHES = {
  rolesRemovedOnInactive: flag(
    true,
    'unknown',
    '1',
    'Direct roles are gone as soon as a user becomes inactive.',
  ),
  roleRemovalDelayMs: amount(
    0,
    'unknown',
    '16.2',
    'Time until the direct roles of somebody who became inactive are gone.',
  ),
  groupMembersKeptOnInactive: flag(
    true,
    'inferred',
    '16.1',
    'Group members stay listed when they become inactive.',
  ),
  teamKeptOnInactive: flag(
    true,
    'inferred',
    '16.1',
    'A member of a team stays listed when becoming inactive.',
  ),
  stationKeptOnInactive: flag(
    true,
    'inferred',
    '16.1',
    'A station stays associated with somebody who becomes inactive.',
  ),
  conversationEndsOnInactive: flag(
    false,
    'unknown',
    '16.9',
    'A running conversation is torn down when the agent becomes inactive.',
  ),
  queueMembersKeptOnInactive: flag(
    true,
    'inferred',
    '16.1',
    'Direct queue members stay listed when they become inactive.',
  ),
  queueRemovalConflictInWrapUp: flag(
    false,
    'unknown',
    '12 (g)',
    'Taking an agent in wrap-up out of a queue answers 409 general.conflict.',
  ),
  versionEnforcedOnState: flag(
    true,
    'unknown',
    '1.1',
    'PUT /users/{id}/state refuses a missing or an old version.',
  ),
  versionConflictAs400: flag(
    false,
    'confirmed',
    '1',
    'An old version answers 400 instead of 409, with the same message.',
  ),
  stateChangeDateKept: flag(
    true,
    'unknown',
    '1.1',
    'The stateChangeDate of PUT /users/{id}/state is kept; off, it is the moment of the request.',
  ),
  futureStateChangeDateAnswers400: flag(
    false,
    'unknown',
    '1.1',
    'PUT /users/{id}/state refuses a stateChangeDate that has not come yet.',
  ),
  deletionLagMs: amount(
    0,
    'confirmed',
    '1',
    'Time until GET /users/{id} answers 404 for somebody who was deleted.',
  ),
  searchFindsActiveOnly: flag(
    true,
    'inferred',
    '1.3',
    'POST /users/search without a criterion about the state finds active users only.',
  ),
  searchMaxPageSize: amount(100, 'unknown', '16.7', 'The largest pageSize of a search; 400 beyond it.'),
  unknownSearchFieldAnswers400: flag(
    false,
    'unknown',
    '1.3',
    'A search by a field that is not known, such as an external id, answers 400 and does not just find nothing.',
  ),
  searchLagMs: amount(
    0,
    'confirmed',
    '1.3',
    'Time until a change is seen by POST /users/search and POST /groups/search.',
  ),
  groupLagMs: amount(
    0,
    'confirmed',
    '3',
    'Time until joining or leaving a group changes queue members and grants.',
  ),
  groupMembersLagMs: amount(
    0,
    'confirmed',
    '7',
    'Time until joining or leaving a group is seen in the lists of its members.',
  ),
  groupMemberChangesLost: amount(
    0,
    'unknown',
    '7',
    'How many of the next changes of group members answer 202 and do nothing; counts down.',
  ),
  groupDeletesLost: amount(
    0,
    'confirmed',
    '7',
    'How many of the next DELETE /groups/{id} answer 200 and delete nothing; counts down.',
  ),
  grantLagMs: amount(
    0,
    'confirmed',
    '6',
    'Time until a change of grants is seen by GET /authorization/subjects.',
  ),
  asyncDelayMs: amount(
    0,
    'confirmed',
    '3',
    'Time from the answer of an asynchronous operation to its effect.',
  ),
  gdprRequestMs: amount(
    1000,
    'confirmed',
    '16.8',
    'Time that a GDPR request takes from INITIATED to COMPLETED.',
  ),
  analyticsJobMs: amount(
    0,
    'confirmed',
    '9',
    'Time that a job of conversation details takes from QUEUED to FULFILLED.',
  ),
  analyticsDataLagMs: amount(
    0,
    'unknown',
    '9',
    'How far the data that jobs of conversation details search is behind the present.',
  ),
  auditLagMs: amount(0, 'unknown', '10', 'Time until what happened is found by audit queries.'),
  auditQueryNeedsService: flag(
    false,
    'unknown',
    '10',
    'POST /audits/query without a serviceName answers 400.',
  ),
  auditQueryMs: amount(0, 'confirmed', '10', 'Time that an audit query takes from Queued to Succeeded.'),
  workforceFindsInactive: flag(
    true,
    'unknown',
    '8',
    'The management unit of an agent who is inactive is still answered.',
  ),
  ssoTokenReissue: flag(
    true,
    'confirmed',
    '5',
    'An active user whose tokens are deleted gets a new one at once through single sign-on.',
  ),
  sessionsEndOnInactive: flag(
    false,
    'inferred',
    '16.9',
    'Tokens of a user die when the user becomes inactive.',
  ),
  externalIdFindsInactive: flag(true, 'unknown', '2', 'GET /users/externalid finds inactive users.'),
  externalIdFindsDeleted: flag(false, 'unknown', '2', 'GET /users/externalid finds deleted users.'),
  takenExternalIdAnswers400: flag(
    false,
    'unknown',
    '2',
    'An external id that somebody else has is refused with 400 instead of 409.',
  ),
  ownSubjectOfClients: flag(
    true,
    'inferred',
    '16.10',
    'GET /authorization/subjects/me answers a client its own grants; off, 400 not.a.user.',
  ),
  unknownUserDeleteAnswers200: flag(
    true,
    'inferred',
    '16.4',
    'DELETE /users/{id} of an unknown user answers 200.',
  ),
  missingQueueMemberAnswers404: flag(
    true,
    'unknown',
    '16.5',
    'DELETE of a queue member who is none answers 404 instead of 204.',
  ),
  operationRatePerMinute: amount(
    0,
    'unknown',
    '13',
    'Requests a minute of one token to one operation, beside its rate limit; 0 means no such limit.',
  ),
  tokenRequestsPerMinute: amount(
    0,
    'confirmed',
    '13',
    'Token requests a minute of one client, then 400 invalid_request; 0 means no limit.',
  ),
  tokenIdleSeconds: amount(
    0,
    'confirmed',
    '13',
    'After so long without a request a token is dead, as in organisations with HIPAA; 0 means never.',
  ),
  tokenLifetimeSeconds: amount(
    86_400,
    'confirmed',
    '13',
    'How long an access token issued from now on lives.',
  ),
} satisfies Record<string, Switch<boolean> | Switch<number>>;
