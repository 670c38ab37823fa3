import type { z } from 'zod';
import type { OperationId } from '../roles.ts';

/** One operation of the admin API, as the published description has it. */
export interface Operation {
  readonly method: 'get' | 'post';
  /** Below /admin/v1, with parameters as in OpenAPI. */
  readonly path: string;
  readonly id: OperationId;
  readonly tag:
    | 'Offboardings'
    | 'People'
    | 'Guard'
    | 'Clients'
    | 'Sessions'
    | 'Audit'
    | 'Notifications'
    | 'Watching'
    | 'Description';
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType | 'ndjson' | 'events' | 'openapi';
  /** Beside JSON. */
  readonly alsoHtml?: true;
  readonly status?: 200 | 201 | 202;
  /** What it refuses with beside 400, 401, 403 and 429. */
  readonly refusals?: readonly (404 | 409 | 410)[];
}
