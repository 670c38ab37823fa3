import type { BodyModel } from '../http/check-model.ts';

const CREATE_USER: BodyModel = {
  name: 'text',
  department: 'text',
  email: 'text',
  addresses: 'objects',
  title: 'text',
  password: 'text',
  divisionId: 'text',
  state: ['active', 'inactive', 'deleted'],
};

const UPDATE_USER: BodyModel = {
  name: 'text',
  chat: 'object',
  department: 'text',
  email: 'text',
  primaryContactInfo: 'objects',
  addresses: 'objects',
  title: 'text',
  username: 'text',
  preferredName: 'text',
  manager: 'text',
  images: 'objects',
  version: 'integer',
  profileSkills: 'texts',
  locations: 'objects',
  groups: 'objects',
  state: ['active', 'inactive', 'deleted'],
  acdAutoAnswer: 'flag',
  certifications: 'texts',
  biography: 'object',
  employerInfo: 'object',
};

const USER_STATE: BodyModel = {
  state: ['active', 'inactive', 'deleted'],
  version: 'integer',
  stateChangeReason: ['Voluntary', 'Seasonal', 'Leave', 'Performance', 'Conduct', 'Unknown'],
  stateChangeDate: 'text',
};

const PATCH_USER: BodyModel = { acdAutoAnswer: 'flag' };

const CHANGE_PASSWORD_REQUEST: BodyModel = { newPassword: 'text' };

const USER_EXTERNAL_IDENTIFIER: BodyModel = { authorityName: 'text', externalKey: 'text' };

const USER_SEARCH_REQUEST: BodyModel = {
  sortOrder: ['ASC', 'DESC', 'SCORE'],
  sortBy: 'text',
  pageSize: 'integer',
  pageNumber: 'integer',
  sort: 'objects',
  expand: 'texts',
  query: 'objects',
  integrationPresenceSource: ['MicrosoftTeams', 'ZoomPhone', 'EightByEight'],
  enforcePermissions: 'flag',
};

const USER_ROUTING_SKILL_POST: BodyModel = { proficiency: 'number', skillUri: 'text' };

const USER_ROUTING_SKILL: BodyModel = {
  name: 'text',
  proficiency: 'number',
  state: ['active', 'inactive', 'deleted'],
  skillUri: 'text',
};

const USER_ROUTING_LANGUAGE_POST: BodyModel = { proficiency: 'number', languageUri: 'text' };

const USER_ROUTING_LANGUAGE: BodyModel = {
  name: 'text',
  proficiency: 'number',
  state: ['active', 'inactive', 'deleted'],
  languageUri: 'text',
};

const UTILIZATION_REQUEST: BodyModel = {
  utilization: 'object',
  labelUtilizations: 'object',
  maxInboundCalls: 'integer',
};

const ROUTING_STATUS: BodyModel = {
  userId: 'text',
  status: ['OFF_QUEUE', 'IDLE', 'INTERACTING', 'NOT_RESPONDING', 'COMMUNICATING'],
  startTime: 'text',
};

const USER_PRESENCE: BodyModel = {
  name: 'text',
  source: 'text',
  sourceId: 'text',
  primary: 'flag',
  presenceDefinition: 'object',
  futurePresenceDefinition: 'object',
  message: 'text',
  modifiedDate: 'text',
};

const MUTABLE_USER_PRESENCE: BodyModel = {
  name: 'text',
  source: 'text',
  sourceId: 'text',
  primary: 'flag',
  presenceDefinition: 'object',
  futurePresenceDefinition: 'object',
  message: 'text',
  modifiedDate: 'text',
};

const ROLE_DIVISION_GRANTS: BodyModel = { grants: 'objects' };

/** The model that the body of each operation has to fit, as the platform documents it. */
export const PEOPLE_MODELS: Readonly<Record<string, BodyModel>> = {
  'POST /users': CREATE_USER,
  'PATCH /users/{userId}': UPDATE_USER,
  'PUT /users/{userId}/state': USER_STATE,
  'PATCH /users/bulk': PATCH_USER,
  'POST /users/search': USER_SEARCH_REQUEST,
  'POST /users/{userId}/password': CHANGE_PASSWORD_REQUEST,
  'POST /users/{userId}/externalid': USER_EXTERNAL_IDENTIFIER,
  'POST /users/{userId}/routingskills': USER_ROUTING_SKILL_POST,
  'PATCH /users/{userId}/routingskills/bulk': USER_ROUTING_SKILL_POST,
  'PUT /users/{userId}/routingskills/bulk': USER_ROUTING_SKILL_POST,
  'PUT /users/{userId}/routingskills/{skillId}': USER_ROUTING_SKILL,
  'POST /users/{userId}/routinglanguages': USER_ROUTING_LANGUAGE_POST,
  'PATCH /users/{userId}/routinglanguages/bulk': USER_ROUTING_LANGUAGE_POST,
  'PATCH /users/{userId}/routinglanguages/{languageId}': USER_ROUTING_LANGUAGE,
  'PUT /routing/users/{userId}/utilization': UTILIZATION_REQUEST,
  'PUT /users/{userId}/routingstatus': ROUTING_STATUS,
  'PATCH /users/{userId}/presences/purecloud': USER_PRESENCE,
  'PUT /users/presences/bulk': MUTABLE_USER_PRESENCE,
  'POST /authorization/subjects/{subjectId}/bulkadd': ROLE_DIVISION_GRANTS,
  'POST /authorization/subjects/{subjectId}/bulkremove': ROLE_DIVISION_GRANTS,
  'POST /authorization/subjects/{subjectId}/bulkreplace': ROLE_DIVISION_GRANTS,
};
