/** Every operation of the admin API, with what it takes and gives. A test holds it to the routers. */

import type { z } from 'zod';
import { evidenceSchema } from '../../../records/evidence/document.ts';
import * as audit from '../audit.ts';
import * as erasures from '../erasure.ts';
import * as exports from '../export.ts';
import * as guard from '../guard.ts';
import * as notifications from '../notifications.ts';
import * as offboardings from '../offboardings.ts';
import * as people from '../people.ts';
import * as answers from './answers.ts';

export interface Operation {
  readonly method: 'get' | 'post';
  /** Below /admin/v1, with parameters as in OpenAPI. */
  readonly path: string;
  readonly id: string;
  readonly tag: 'Offboardings' | 'People' | 'Guard' | 'Audit' | 'Notifications' | 'Description';
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType | 'ndjson' | 'openapi';
  /** Beside JSON. */
  readonly alsoHtml?: true;
  readonly status?: 200 | 202;
  /** What it refuses with beside 400, 401, 403 and 429. */
  readonly refusals?: readonly (404 | 409 | 410)[];
}

export const OPERATIONS = [
  {
    method: 'get',
    path: '/offboardings',
    id: 'listOffboardings',
    tag: 'Offboardings',
    summary: 'Journeys, newest first, page by page',
    query: offboardings.listQuery,
    answer: answers.offboardingPage,
  },
  {
    method: 'get',
    path: '/offboardings/summary',
    id: 'countOffboardings',
    tag: 'Offboardings',
    summary: 'How many people have their latest journey in each status',
    answer: answers.offboardingSummary,
  },
  {
    method: 'get',
    path: '/offboardings/{id}',
    id: 'readOffboarding',
    tag: 'Offboardings',
    summary: 'One journey with its steps, their evidence and the snapshot',
    answer: answers.offboardingDetails,
    refusals: [404],
  },
  {
    method: 'get',
    path: '/offboardings/{id}/evidence',
    id: 'readEvidence',
    tag: 'Offboardings',
    summary: 'What an auditor asks for, in one document; as a page to print with Accept: text/html',
    answer: evidenceSchema,
    alsoHtml: true,
    refusals: [404],
  },
  {
    method: 'get',
    path: '/users',
    id: 'searchPeople',
    tag: 'People',
    summary:
      'Finds somebody by id, userName, e-mail address, name or external id, whatever has become of them',
    query: people.searchQuery,
    answer: answers.people,
  },
  {
    method: 'get',
    path: '/users/stale',
    id: 'listStalePeople',
    tag: 'People',
    summary: 'Active people who have not logged in since a time, page by page',
    query: people.staleQuery,
    answer: answers.stalePeople,
  },
  {
    method: 'get',
    path: '/users/{id}',
    id: 'readPerson',
    tag: 'People',
    summary: 'One person, also one that SCIM answers 404 for',
    answer: answers.person,
    refusals: [404],
  },
  {
    method: 'get',
    path: '/users/{id}/history',
    id: 'readHistory',
    tag: 'People',
    summary: 'Who an id was, over time',
    answer: answers.history,
    refusals: [404],
  },
  {
    method: 'post',
    path: '/users/{id}/offboard',
    id: 'offboardPerson',
    tag: 'People',
    summary: 'Offboards somebody as active=false does; with dryRun it says what would be taken away',
    body: people.previewBody,
    answer: answers.offboarded,
    refusals: [404, 409],
  },
  {
    method: 'post',
    path: '/users/{id}/restore',
    id: 'restorePerson',
    tag: 'People',
    summary: 'Brings somebody back as active=true does; with dryRun it says what would come back',
    body: people.previewBody,
    answer: answers.restored,
    refusals: [404, 409],
  },
  {
    method: 'post',
    path: '/users/{id}/retry',
    id: 'retrySteps',
    tag: 'People',
    summary: 'Makes steps due at once that are stuck or wait',
    body: people.retryBody,
    answer: answers.retried,
    refusals: [404, 409],
  },
  {
    method: 'post',
    path: '/users/{id}/cancel',
    id: 'cancelJourney',
    tag: 'People',
    summary: 'Leaves off what is left of a journey; with dryRun it says what that is',
    body: people.previewBody,
    answer: answers.cancelled,
    refusals: [404, 409],
  },
  {
    method: 'post',
    path: '/users/{id}/conversations/end',
    id: 'endConversations',
    tag: 'People',
    summary: 'Ends the conversations that an offboarding waits for',
    answer: answers.conversationsEnding,
    refusals: [404, 409],
  },
  {
    method: 'get',
    path: '/users/{id}/erasure',
    id: 'previewErasure',
    tag: 'People',
    summary: 'Whether a person could be erased (GDPR), and how far earlier requests are',
    answer: answers.erasurePreview,
    refusals: [404],
  },
  {
    method: 'post',
    path: '/users/{id}/erasure',
    id: 'erasePerson',
    tag: 'People',
    summary: "Erases a person in Genesys Cloud and the bridge; 'confirm' is the Genesys id once more",
    body: erasures.orderBody,
    answer: answers.erasure,
    status: 202,
    refusals: [404, 409],
  },
  {
    method: 'post',
    path: '/users/{id}/conversation-jobs',
    id: 'startConversationJob',
    tag: 'People',
    summary: 'Starts a job of Genesys Cloud that collects the conversations of a window of time',
    body: exports.startBody,
    answer: answers.conversationJobStarted,
    status: 202,
    refusals: [404],
  },
  {
    method: 'get',
    path: '/users/{id}/conversation-jobs/{jobId}',
    id: 'readConversationJob',
    tag: 'People',
    summary: 'How far such a job is',
    answer: answers.conversationJob,
    refusals: [404, 410],
  },
  {
    method: 'get',
    path: '/users/{id}/conversation-jobs/{jobId}/results',
    id: 'readConversations',
    tag: 'People',
    summary: 'Its conversations, page by page',
    query: exports.pageQuery,
    answer: answers.conversationPage,
    refusals: [404, 410],
  },
  {
    method: 'get',
    path: '/guard',
    id: 'listGuards',
    tag: 'Guard',
    summary: 'What the guard counts and holds back, for each client',
    answer: answers.guards,
  },
  {
    method: 'post',
    path: '/guard/{client}/release',
    id: 'releaseClient',
    tag: 'Guard',
    summary: 'The deactivations are meant: lets them pass for a time',
    body: guard.decisionBody,
    answer: answers.guard,
    refusals: [409],
  },
  {
    method: 'post',
    path: '/guard/{client}/reject',
    id: 'rejectClient',
    tag: 'Guard',
    summary: 'The deactivations are a mistake: refuses them with 403 for a time',
    body: guard.decisionBody,
    answer: answers.guard,
    refusals: [409],
  },
  {
    method: 'get',
    path: '/audit',
    id: 'listAudit',
    tag: 'Audit',
    summary: 'Entries of the audit trail, newest first',
    query: audit.listQuery,
    answer: answers.auditEntries,
  },
  {
    method: 'get',
    path: '/audit/chain',
    id: 'readAuditChain',
    tag: 'Audit',
    summary: 'The head of the trail and what its last verification came to, without reading it',
    answer: answers.auditChain,
  },
  {
    method: 'get',
    path: '/audit/verification',
    id: 'verifyAudit',
    tag: 'Audit',
    summary: 'Whether the trail is intact, and its head to keep',
    answer: answers.auditVerdict,
  },
  {
    method: 'get',
    path: '/audit/export',
    id: 'exportAudit',
    tag: 'Audit',
    summary: 'The trail as lines of JSON, with all that their hashes cover',
    query: audit.exportQuery,
    answer: 'ndjson',
  },
  {
    method: 'get',
    path: '/notifications',
    id: 'listNotifications',
    tag: 'Notifications',
    summary: 'What webhooks were told, newest first',
    query: notifications.listQuery,
    answer: answers.notifications,
  },
  {
    method: 'post',
    path: '/notifications/retry',
    id: 'retryNotifications',
    tag: 'Notifications',
    summary: 'Sends all failed notifications again',
    answer: answers.notificationsRetried,
    refusals: [409],
  },
  {
    method: 'post',
    path: '/notifications/{id}/retry',
    id: 'retryNotification',
    tag: 'Notifications',
    summary: 'Sends one failed notification again',
    answer: answers.notificationsRetried,
    refusals: [409],
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'readDescription',
    tag: 'Description',
    summary: 'This description',
    answer: 'openapi',
  },
] as const satisfies readonly Operation[];
