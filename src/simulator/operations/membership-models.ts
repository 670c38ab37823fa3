import type { BodyModel } from '../http/check-model.ts';

const USER_QUEUE: BodyModel = {
  name: 'text',
  division: 'object',
  description: 'text',
  dateCreated: 'text',
  dateModified: 'text',
  modifiedBy: 'text',
  createdBy: 'text',
  memberCount: 'integer',
  userMemberCount: 'integer',
  joinedMemberCount: 'integer',
  mediaSettings: 'object',
  routingRules: 'objects',
  conditionalGroupRouting: 'object',
  conditionalGroupActivation: 'object',
  bullseye: 'object',
  scoringMethod: ['TimestampAndPriority', 'PriorityOnly'],
  lastAgentRoutingMode: ['Disabled', 'QueueMembersOnly', 'AnyAgent'],
  acwSettings: 'object',
  skillEvaluationMethod: ['NONE', 'BEST', 'ALL'],
  memberGroups: 'objects',
  queueFlow: 'object',
  emailInQueueFlow: 'object',
  messageInQueueFlow: 'object',
  whisperPrompt: 'object',
  onHoldPrompt: 'object',
  defaultMediaLanguage: 'text',
  cannedResponseLibraries: 'object',
  enableTranscription: 'flag',
  enableAudioMonitoring: 'flag',
  enableManualAssignment: 'flag',
  agentOwnedRouting: 'object',
  directRouting: 'object',
  callingPartyName: 'text',
  callingPartyNumber: 'text',
  defaultScripts: 'object',
  outboundMessagingAddresses: 'object',
  outboundEmailAddress: 'object',
  peerId: 'text',
  suppressInQueueCallRecording: 'flag',
  joined: 'flag',
};

const QUEUE_MEMBER: BodyModel = {
  name: 'text',
  user: 'object',
  ringNumber: 'integer',
  joined: 'flag',
  memberBy: 'text',
  routingStatus: 'object',
};

const GROUP_CREATE: BodyModel = {
  name: 'text',
  description: 'text',
  dateModified: 'text',
  memberCount: 'integer',
  state: ['active', 'inactive', 'deleted'],
  version: 'integer',
  type: ['official', 'social'],
  images: 'objects',
  addresses: 'objects',
  rulesVisible: 'flag',
  visibility: ['public', 'owners', 'members'],
  rolesEnabled: 'flag',
  includeOwners: 'flag',
  callsEnabled: 'flag',
  email: 'text',
  ownerIds: 'texts',
};

const GROUP_UPDATE: BodyModel = {
  name: 'text',
  description: 'text',
  state: ['active', 'inactive', 'deleted'],
  version: 'integer',
  images: 'objects',
  addresses: 'objects',
  rulesVisible: 'flag',
  visibility: ['public', 'ownerIds', 'members'],
  rolesEnabled: 'flag',
  includeOwners: 'flag',
  callsEnabled: 'flag',
  email: 'text',
  ownerIds: 'texts',
};

const GROUP_MEMBERS_UPDATE: BodyModel = { memberIds: 'texts', version: 'integer' };

const GROUP_SEARCH_REQUEST: BodyModel = {
  sortOrder: ['ASC', 'DESC', 'SCORE'],
  sortBy: 'text',
  pageSize: 'integer',
  pageNumber: 'integer',
  sort: 'objects',
  query: 'objects',
};

const TEAM_MEMBERS: BodyModel = { memberIds: 'texts' };

const MOVE_AGENTS_REQUEST: BodyModel = { userIds: 'texts', destinationManagementUnitId: 'text' };

/** The model that the body of each operation has to fit, as the platform documents it. */
export const MEMBERSHIP_MODELS: Readonly<Record<string, BodyModel>> = {
  'PATCH /users/{userId}/queues': USER_QUEUE,
  'PATCH /users/{userId}/queues/{queueId}': USER_QUEUE,
  'PATCH /routing/queues/{queueId}/members': QUEUE_MEMBER,
  'PATCH /routing/queues/{queueId}/members/{memberId}': QUEUE_MEMBER,
  'POST /groups': GROUP_CREATE,
  'PUT /groups/{groupId}': GROUP_UPDATE,
  'POST /groups/{groupId}/members': GROUP_MEMBERS_UPDATE,
  'POST /groups/search': GROUP_SEARCH_REQUEST,
  'POST /teams/{teamId}/members': TEAM_MEMBERS,
  'POST /workforcemanagement/agents': MOVE_AGENTS_REQUEST,
};
