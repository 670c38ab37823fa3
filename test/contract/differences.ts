/** Where simulator or bridge differ from the description on purpose. Everything else that differs fails. */

import { type Difference, UNDESCRIBED } from './contract.ts';
import { withoutNames } from './description.ts';

export interface ListedDifference {
  /** As the description names it; absent for any operation. */
  readonly operation?: string;
  readonly problem: RegExp;
  readonly reason: string;
  /** Section of the collected Genesys facts (FACTS.md) behind the reason. */
  readonly facts: string;
}

/** Operations that exist in the official SDK; the description is a subset of it. */
export const UNDESCRIBED_OPERATIONS: readonly string[] = [
  'GET /routing/skills',
  'GET /routing/languages',
  'GET /authorization/divisions/{divisionId}',
  'GET /groups/{groupId}/dynamicsettings',
  'GET /teams/{teamId}',
  'GET /users/{userId}/presences/{sourceId}',
  'PATCH /users/{userId}/presences/{sourceId}',
  'GET /routing/skillgroups',
  'GET /routing/skillgroups/{skillGroupId}',
  'GET /routing/users/{userId}/directroutingbackup/settings',
  'PUT /routing/users/{userId}/directroutingbackup/settings',
  'DELETE /routing/users/{userId}/directroutingbackup/settings',
  'PATCH /voicemail/userpolicies/{userId}',
  'GET /workforcemanagement/managementunits',
  'GET /workforcemanagement/managementunits/{managementUnitId}/users',
  'POST /conversations/{conversationId}/participants/{participantId}/replace/queue',
];

export const DIFFERENCES: readonly ListedDifference[] = [
  {
    problem: /^answer 200: .*\/(manager|associatedUser|defaultUser): no property 'version'$/,
    reason: 'a reference by id; `version` is required of the whole user, for the sake of updates',
    facts: '1.4',
  },
  {
    operation: 'POST /workforcemanagement/agents',
    problem: /^request: body \/destinationManagementUnitId: must be string$/,
    reason: 'its description says null for leaving the management unit; the typings do not show it',
    facts: '8',
  },
  {
    operation: 'POST /users/{userId}/externalid',
    problem: /^answer 409: status not described$/,
    reason: 'how a taken key is refused is not known; a conflict is expected',
    facts: '2',
  },
  {
    operation: 'POST /gdpr/requests',
    problem: /^request: body \/: no property '(createdBy|createdDate|status)'$/,
    reason: 'the typings ask for what the server sets',
    facts: '10',
  },
];

export function explains(listed: ListedDifference, { operation, problem }: Difference): boolean {
  return (listed.operation === undefined || listed.operation === operation) && listed.problem.test(problem);
}

export function isListed(difference: Difference): boolean {
  return difference.problem === UNDESCRIBED
    ? UNDESCRIBED_OPERATIONS.map(withoutNames).includes(withoutNames(difference.operation))
    : DIFFERENCES.some((listed) => explains(listed, difference));
}
