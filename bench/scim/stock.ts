/** scimmy and scimmy-routers as their documentation shows them, with handlers that return the page asked for. */

import express, { type Express } from 'express';
import SCIMMY from 'scimmy';
import { SCIMMYRouters } from 'scimmy-routers';
import type { JsonObject } from '../../src/scim/backend.ts';
import { createPeople } from './people.ts';

type Person = JsonObject & { id: string; userName: string };

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function readUserName(filter: unknown): string | undefined {
  const [first]: unknown[] = Array.isArray(filter) ? filter : [];
  const comparison = isObject(first) ? first.userName : undefined;
  return Array.isArray(comparison) ? String(comparison[1]) : undefined;
}

export function createStock(): Express {
  const people: Person[] = createPeople().map(({ id, meta, attributes }) => ({
    ...attributes,
    id,
    userName: String(attributes.userName),
    meta: { ...meta },
  }));
  const positions = new Map(people.map(({ id }, index) => [id, index]));
  const byUserName = new Map(people.map(({ userName }, index) => [userName, index]));
  const find = (position: number | undefined): Person => {
    const person = people[position ?? -1];
    if (person === undefined) throw new SCIMMY.Types.Error(404, '', 'No such user');
    return person;
  };
  SCIMMY.Resources.declare(SCIMMY.Resources.User)
    .extend(SCIMMY.Schemas.EnterpriseUser)
    .egress(async (resource) => {
      if (resource.id !== undefined) return find(positions.get(resource.id));
      const userName = readUserName(resource.filter);
      if (userName !== undefined) return [find(byUserName.get(userName))];
      const { startIndex = 1, count = 100 } = resource.constraints ?? {};
      return people.slice(startIndex - 1, startIndex - 1 + count);
    })
    .ingress(async (resource, instance) => {
      const position = positions.get(resource.id ?? '');
      const person = find(position);
      const next: Person = { ...person, ...JSON.parse(JSON.stringify(instance)) };
      if (position !== undefined) people[position] = next;
      return next;
    });
  const app = express();
  // express 5 computes `query` on each access, so that what scimmy-routers writes into it would be lost.
  app.use((request, _response, next) => {
    Object.defineProperty(request, 'query', { value: request.query, writable: true, configurable: true });
    next();
  });
  app.use('/scim/v2', new SCIMMYRouters({ type: 'bearer', handler: () => 'bench' }));
  return app;
}
