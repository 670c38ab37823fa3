/** The admin API's part for auditors: the evidence of one journey, as JSON or as a page to print. */

import { type RequestHandler, Router } from 'express';
import { type EvidenceDependencies, gatherEvidence } from '../../records/evidence/gather.ts';
import { PAGE_POLICY, renderPage } from '../../records/evidence/page.ts';
import { administratorOf } from './guard.ts';

function sendEvidence(dependencies: EvidenceDependencies): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const evidence = await gatherEvidence(request.params.id, administratorOf(response).actor, dependencies);
    response.vary('Accept');
    if (request.accepts(['json', 'html']) !== 'html') {
      response.json(evidence);
      return;
    }
    response.set('Content-Security-Policy', PAGE_POLICY).type('html').send(renderPage(evidence));
  };
}

export function createEvidenceRouter(dependencies: EvidenceDependencies): Router {
  const router = Router();
  router.get('/offboardings/:id/evidence', sendEvidence(dependencies));
  return router;
}
