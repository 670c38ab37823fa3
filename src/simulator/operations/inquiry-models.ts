import type { BodyModel } from '../http/check-model.ts';

const CONVERSATION_QUERY: BodyModel = {
  conversationFilters: 'objects',
  segmentFilters: 'objects',
  evaluationFilters: 'objects',
  surveyFilters: 'objects',
  resolutionFilters: 'objects',
  order: ['asc', 'desc', 'unordered'],
  orderBy: ['conversationStart', 'conversationEnd', 'segmentStart', 'segmentEnd'],
  interval: 'text',
  aggregations: 'objects',
  paging: 'object',
};

const ASYNC_CONVERSATION_QUERY: BodyModel = {
  conversationFilters: 'objects',
  segmentFilters: 'objects',
  evaluationFilters: 'objects',
  surveyFilters: 'objects',
  resolutionFilters: 'objects',
  order: ['asc', 'desc', 'unordered'],
  orderBy: ['conversationStart', 'conversationEnd', 'segmentStart', 'segmentEnd'],
  interval: 'text',
  limit: 'integer',
  startOfDayIntervalMatching: 'flag',
};

const USER_DETAILS_QUERY: BodyModel = {
  interval: 'text',
  userFilters: 'objects',
  presenceFilters: 'objects',
  routingStatusFilters: 'objects',
  order: ['asc', 'desc', 'unordered'],
  presenceAggregations: 'objects',
  routingStatusAggregations: 'objects',
  paging: 'object',
};

const GDPR_REQUEST: BodyModel = {
  name: 'text',
  createdBy: 'object',
  replacementTerms: 'objects',
  requestType: ['GDPR_EXPORT', 'GDPR_UPDATE', 'GDPR_DELETE'],
  createdDate: 'text',
  status: ['INITIATED', 'SEARCHING', 'UPDATING', 'DELETING', 'COMPLETED', 'ERROR', 'FINALIZING'],
  subject: 'object',
  resultsUrl: 'text',
  resultsUrls: 'texts',
};

const AUDIT_QUERY_REQUEST: BodyModel = {
  interval: 'text',
  serviceName: 'text',
  filters: 'objects',
  sort: 'objects',
};

const AUDIT_REALTIME_QUERY_REQUEST: BodyModel = {
  interval: 'text',
  serviceName: 'text',
  filters: 'objects',
  sort: 'objects',
  pageNumber: 'integer',
  pageSize: 'integer',
};

const CHANNEL_TOPIC: BodyModel = {
  state: ['Permitted', 'Rejected'],
  rejectionReason: 'text',
  missingPermissions: 'texts',
};

/** The model that the body of each operation has to fit, as the platform documents it. */
export const INQUIRY_MODELS: Readonly<Record<string, BodyModel>> = {
  'POST /analytics/conversations/details/query': CONVERSATION_QUERY,
  'POST /analytics/conversations/details/jobs': ASYNC_CONVERSATION_QUERY,
  'POST /analytics/users/details/query': USER_DETAILS_QUERY,
  'POST /gdpr/requests': GDPR_REQUEST,
  'POST /audits/query': AUDIT_QUERY_REQUEST,
  'POST /audits/query/realtime': AUDIT_REALTIME_QUERY_REQUEST,
  'POST /notifications/channels/{channelId}/subscriptions': CHANNEL_TOPIC,
};
