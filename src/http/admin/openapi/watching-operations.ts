/** The operations for whoever watches the bridge at work. */

import * as requests from '../requests.ts';
import type { Operation } from './operation.ts';
import * as answers from './watching-answers.ts';

export const WATCHING_OPERATIONS = [
  {
    method: 'get',
    path: '/overview',
    id: 'readOverview',
    tag: 'Watching',
    summary: 'Genesys Cloud, database and instances as they are, and how the work goes',
    answer: answers.overview,
  },
  {
    method: 'get',
    path: '/events',
    id: 'watchEvents',
    tag: 'Watching',
    summary:
      'What changes, as server-sent events: JSON with type (offboarding, step, guard, audit, request, figures, reset), id and at; resumes by Last-Event-ID',
    answer: 'events',
  },
  {
    method: 'get',
    path: '/requests',
    id: 'listRequests',
    tag: 'Watching',
    summary: 'The last SCIM requests of the instance that answers, newest first, without the people in them',
    query: requests.listQuery,
    answer: answers.requestPage,
  },
  {
    method: 'get',
    path: '/requests/{requestId}',
    id: 'readRequest',
    tag: 'Watching',
    summary: 'One of them with its bodies, redacted, and the calls to Genesys Cloud that it caused',
    answer: answers.requestDetails,
    refusals: [404],
  },
  {
    method: 'post',
    path: '/doctor',
    id: 'runDoctor',
    tag: 'Watching',
    summary:
      'Looks for what keeps the bridge from working, as the command doctor does; one examination at a time',
    answer: answers.examination,
  },
  {
    method: 'get',
    path: '/setup',
    id: 'readSetup',
    tag: 'Watching',
    summary: 'The URLs of this bridge and what is to be set in each identity provider',
    answer: answers.setup,
  },
] as const satisfies readonly Operation[];
