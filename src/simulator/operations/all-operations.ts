import { checkModel } from '../http/check-model.ts';
import { nativeScimOperations } from '../native-scim/operations.ts';
import { agentStatusOperations } from './agent-status.ts';
import { auditOperations } from './audits.ts';
import { authorizationOperations } from './authorization.ts';
import { conversationDetailOperations } from './conversation-details.ts';
import { conversationJobOperations } from './conversation-jobs.ts';
import { conversationOperations } from './conversations.ts';
import { directRoutingBackupOperations } from './direct-routing-backup.ts';
import { divisionObjectOperations } from './division-objects.ts';
import { externalIdOperations } from './external-ids.ts';
import { gdprOperations } from './gdpr.ts';
import { grantOperations } from './grants.ts';
import { groupOperations } from './groups.ts';
import { licenceOperations } from './licences.ts';
import { notificationOperations } from './notifications.ts';
import { oauthClientOperations } from './oauth-clients.ts';
import { allOf, anyOf, type Operation } from './operation.ts';
import { organizationOperations } from './organizations.ts';
import { permissionCatalogueOperations } from './permission-catalogue.ts';
import { presenceOperations } from './presence.ts';
import { proficiencyOperations } from './proficiencies.ts';
import { profileSkillOperations } from './profile-skills.ts';
import { queueOperations } from './queues.ts';
import { REQUEST_MODELS } from './request-models.ts';
import { skillGroupOperations } from './skill-groups.ts';
import { stationOperations } from './stations.ts';
import { teamOperations } from './teams.ts';
import { telephonyOperations } from './telephony.ts';
import { tokenOperations } from './tokens.ts';
import { userBulkOperations } from './user-bulk.ts';
import { userDetailOperations } from './user-details.ts';
import { userListingOperations } from './user-listing.ts';
import { userQueueOperations } from './user-queues.ts';
import { userRoleOperations } from './user-roles.ts';
import { userSearchOperations } from './user-search.ts';
import { userStateOperations } from './user-state.ts';
import { userOperations } from './users.ts';
import { utilizationOperations } from './utilization.ts';
import { verifierOperations } from './verifiers.ts';
import { voicemailOperations } from './voicemail.ts';
import { workforceOperations } from './workforce.ts';

function withCheckedBody(operation: Operation): Operation {
  const model = REQUEST_MODELS[`${operation.method} ${operation.path}`];
  if (model === undefined) return operation;
  return {
    ...operation,
    handle: (call) => {
      checkModel(model, call.body);
      return operation.handle(call);
    },
  };
}

const OPERATIONS: readonly Operation[] = [
  ...userOperations,
  ...userListingOperations,
  ...userBulkOperations,
  ...userSearchOperations,
  ...profileSkillOperations,
  ...verifierOperations,
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
  ...skillGroupOperations,
  ...utilizationOperations,
  ...directRoutingBackupOperations,
  ...presenceOperations,
  ...stationOperations,
  ...tokenOperations,
  ...grantOperations,
  ...userRoleOperations,
  ...licenceOperations,
  ...voicemailOperations,
  ...telephonyOperations,
  ...authorizationOperations,
  ...divisionObjectOperations,
  ...permissionCatalogueOperations,
  ...groupOperations,
  ...teamOperations,
  ...workforceOperations,
  ...agentStatusOperations,
  ...organizationOperations,
  ...auditOperations,
  ...gdprOperations,
  ...conversationOperations,
  ...conversationDetailOperations,
  ...conversationJobOperations,
  ...userDetailOperations,
  ...oauthClientOperations,
  ...notificationOperations,
  ...nativeScimOperations,
];

/** Everything under `/api/v2` that the simulator answers. */
export const ALL_OPERATIONS: readonly Operation[] = OPERATIONS.map(withCheckedBody);
