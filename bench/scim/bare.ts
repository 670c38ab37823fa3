/** Bare express with the same answers ready made: what any server on express can at most do. */

import express, { type Express } from 'express';
import type { JsonObject } from '../../src/scim/backend.ts';
import { createPeople, USER_URN } from './people.ts';

const MEDIA_TYPE = 'application/scim+json';
const ENTERPRISE_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function createDocuments(): JsonObject[] {
  return createPeople().map(({ id, meta, attributes }) => ({
    schemas: [USER_URN, ENTERPRISE_URN],
    id,
    ...attributes,
    meta: { resourceType: 'User', ...meta, location: `https://scim.example.com/scim/v2/Users/${id}` },
  }));
}

export function createBare(): Express {
  const documents = createDocuments();
  const byId = new Map(documents.map((document) => [document.id, document]));
  const byUserName = new Map(documents.map((document) => [document.userName, document]));
  const app = express();
  const list = (resources: readonly JsonObject[], totalResults: number, startIndex: number) => ({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults,
    startIndex,
    itemsPerPage: resources.length,
    Resources: resources,
  });
  app.get('/scim/v2/Users/:id', (request, response) => {
    response.type(MEDIA_TYPE).send(JSON.stringify(byId.get(request.params.id)));
  });
  app.get('/scim/v2/Users', (request, response) => {
    const { filter, startIndex = '1', count = '100' } = request.query;
    if (filter !== undefined) {
      const found = byUserName.get(/^userName eq "(.*)"$/.exec(String(filter))?.[1] ?? '');
      response.type(MEDIA_TYPE).send(JSON.stringify(list(found === undefined ? [] : [found], 1, 1)));
      return;
    }
    const first = Number(startIndex);
    const page = documents.slice(first - 1, first - 1 + Number(count));
    response.type(MEDIA_TYPE).send(JSON.stringify(list(page, documents.length, first)));
  });
  app.patch('/scim/v2/Users/:id', express.json({ type: MEDIA_TYPE }), (request, response) => {
    const document = byId.get(request.params.id);
    const value: unknown = request.body?.Operations?.[0]?.value;
    if (document !== undefined) document.active = value === true;
    response.type(MEDIA_TYPE).send(JSON.stringify(document));
  });
  return app;
}
