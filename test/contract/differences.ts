/** Where simulator or bridge differ from the description on purpose. Everything else that differs fails. */

import type { Difference } from './contract.ts';
import { withoutNames } from './description.ts';

export interface ListedDifference {
  /** Method and path after `/api/v2`, whatever its parameters are called; absent for any operation. */
  readonly operation?: string;
  readonly problem: RegExp;
  readonly reason: string;
  /** Section of the collected Genesys facts (FACTS.md) behind the reason. */
  readonly facts: string;
}

const NOT_DESCRIBED = {
  problem: /^not described$/,
  reason: 'in the official SDK; the description is a subset of it',
  facts: '17',
};

export const DIFFERENCES: readonly ListedDifference[] = [
  { operation: 'GET /routing/skills', ...NOT_DESCRIBED },
  { operation: 'GET /routing/languages', ...NOT_DESCRIBED },
  { operation: 'GET /authorization/divisions/{divisionId}', ...NOT_DESCRIBED },
  { operation: 'GET /groups/{groupId}/dynamicsettings', ...NOT_DESCRIBED },
  { operation: 'GET /teams/{teamId}', ...NOT_DESCRIBED },
  { operation: 'GET /users/{userId}/presences/{sourceId}', ...NOT_DESCRIBED },
  { operation: 'PATCH /users/{userId}/presences/{sourceId}', ...NOT_DESCRIBED },
  {
    problem: /^answer 200: .*\/(manager|associatedUser|defaultUser): no property 'version'$/,
    reason: 'a reference by id; `version` is required of the whole user, for the sake of updates',
    facts: '1.4',
  },
  {
    problem: /^answer 200: .*\/groups\/\*: no property '(type|rulesVisible|visibility)'$/,
    reason: 'an expanded user refers to groups; what is required is required for creating one',
    facts: '7',
  },
  {
    operation: 'POST /users/{userId}/externalid',
    problem: /^answer 409: status not described$/,
    reason: 'how a taken key is refused is not known; a conflict is expected',
    facts: '2',
  },
];

export function isListed(listed: ListedDifference, { operation, problem }: Difference): boolean {
  const fits = listed.operation === undefined || withoutNames(listed.operation) === withoutNames(operation);
  return fits && listed.problem.test(problem);
}
