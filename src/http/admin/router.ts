/**
 * The admin API: offboardings, people (also those SCIM answers 404 for), the audit trail, and decisions about what
 * waits. Needs the scope `admin`, or a session of the console and the role that the operation needs.
 */

import { type RequestHandler, Router } from 'express';
import type { GuardPolicy } from '../../offboarding/guard.ts';
import type { Erasures } from '../../records/erasure/erasures.ts';
import { ConversationExport } from '../../records/export/conversation-export.ts';
import { limitRate } from '../rate-limit.ts';
import { refuseTokenInUrl } from '../scim/access-token.ts';
import { readBody } from '../scim/body.ts';
import type { RequestLog } from '../scim/request-log.ts';
import { createAuditRouter } from './audit.ts';
import { authorize, requireScope } from './authorize.ts';
import { type ClientRouterOptions, createClientRouter } from './clients.ts';
import { createDoctorRouter, type DoctorOptions } from './doctor.ts';
import { createErasureRouter } from './erasure.ts';
import { createEventRouter, type EventStreams } from './events.ts';
import { createEvidenceRouter } from './evidence.ts';
import { createExportRouter } from './export.ts';
import { createGuardRouter } from './guard.ts';
import { createNotificationRouter } from './notifications.ts';
import { createOffboardingsRouter } from './offboardings.ts';
import { describeAdminApi } from './openapi/document.ts';
import { createOverviewRouter, type Overview } from './overview.ts';
import { createPeopleRouter, type PeopleOptions } from './people.ts';
import { createRequestRouter } from './requests.ts';
import { createSessionRouter, type SessionRouterOptions } from './sessions.ts';

export interface AdminOptions
  extends PeopleOptions,
    ClientRouterOptions,
    DoctorOptions,
    SessionRouterOptions {
  readonly authenticate: RequestHandler;
  readonly policy: GuardPolicy;
  /** OAuth clients of the bridge at Genesys Cloud. */
  readonly clientIds: readonly string[];
  readonly erasures: Erasures;
  readonly overview: Overview;
  readonly streams: EventStreams;
  readonly requests: RequestLog;
  /** Id of this instance. */
  readonly instance: string;
}

export function createAdminRouter(options: AdminOptions): Router {
  const router = Router();
  router.use(
    refuseTokenInUrl,
    options.authenticate,
    limitRate(() => performance.now()),
  );
  router.use(requireScope, readBody, authorize(options.store));
  router.use(
    createOverviewRouter(options.overview),
    createEventRouter(options.streams),
    createRequestRouter(options),
    createDoctorRouter(options),
    createSessionRouter(options),
  );
  router.use('/offboardings', createOffboardingsRouter(options));
  router.use(createEvidenceRouter(options));
  router.use(createErasureRouter(options));
  router.use(createExportRouter(new ConversationExport(options)));
  router.use('/guard', createGuardRouter(options));
  router.use('/users', createPeopleRouter(options));
  router.use('/clients', createClientRouter(options));
  router.use('/audit', createAuditRouter(options.store));
  router.use('/notifications', createNotificationRouter(options.store));
  router.get('/openapi.json', (_request, response) => {
    response.json(describeAdminApi());
  });
  return router;
}
