import { agentStatusOperations } from './agent-status.ts';
import { authorizationOperations } from './authorization.ts';
import { externalIdOperations } from './external-ids.ts';
import { grantOperations } from './grants.ts';
import { groupOperations } from './groups.ts';
import { allOf, anyOf, type Operation } from './operation.ts';
import { organizationOperations } from './organizations.ts';
import { presenceOperations } from './presence.ts';
import { proficiencyOperations } from './proficiencies.ts';
import { queueOperations } from './queues.ts';
import { stationOperations } from './stations.ts';
import { teamOperations } from './teams.ts';
import { tokenOperations } from './tokens.ts';
import { userQueueOperations } from './user-queues.ts';
import { userSearchOperations } from './user-search.ts';
import { userStateOperations } from './user-state.ts';
import { userOperations } from './users.ts';
import { utilizationOperations } from './utilization.ts';
import { workforceOperations } from './workforce.ts';

/** Everything under `/api/v2` that the simulator answers. */
export const ALL_OPERATIONS: readonly Operation[] = [
  ...userOperations,
  ...userSearchOperations,
  ...userStateOperations,
  ...externalIdOperations,
  ...userQueueOperations,
  ...queueOperations,
  ...proficiencyOperations({
    name: 'skill',
    field: 'skills',
    assign: allOf('routing:skill:assign'),
    maxBulk: 50,
    changeMethod: 'PUT',
    replaceable: true,
  }),
  ...proficiencyOperations({
    name: 'language',
    field: 'languages',
    assign: anyOf('routing:skill:assign', 'routing:language:assign'),
    maxBulk: 50,
    changeMethod: 'PATCH',
    replaceable: false,
  }),
  ...utilizationOperations,
  ...presenceOperations,
  ...stationOperations,
  ...tokenOperations,
  ...grantOperations,
  ...authorizationOperations,
  ...groupOperations,
  ...teamOperations,
  ...workforceOperations,
  ...agentStatusOperations,
  ...organizationOperations,
];
