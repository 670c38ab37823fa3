/** The operations for whoever watches the bridge at work. */

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
] as const satisfies readonly Operation[];
