import { describe, expect, it } from 'vitest';
import { GROUP, ScimServer, USER } from './harness.ts';

describe('a read-only client', () => {
  const server = new ScimServer();
  server.settings = { ...server.settings, readOnly: true };

  it.each([
    ['POST', '/Users', { schemas: [USER], userName: 'x@example.com' }],
    ['PUT', '/Users/u0001', { schemas: [USER], userName: 'x@example.com' }],
    ['PATCH', '/Users/u0001', { Operations: [{ op: 'replace', path: 'active', value: false }] }],
    ['DELETE', '/Users/u0001', undefined],
    ['POST', '/Groups', { schemas: [GROUP], displayName: 'x' }],
    ['DELETE', '/Groups/g1', undefined],
    ['POST', '/Bulk', { Operations: [{ method: 'DELETE', path: '/Users/u0001' }] }],
  ] as const)('is refused %s %s, and told why', async (method, path, body) => {
    const answer = await server.ask(method, path, body);
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ status: '403', detail: expect.stringContaining('readOnly') });
  });

  it.each([
    ['GET', '/Users/u0001', undefined],
    ['GET', '/Groups?count=1', undefined],
    ['POST', '/Users/.search', { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'] }],
  ] as const)('may %s %s', async (method, path, body) => {
    expect((await server.ask(method, path, body)).status).toBe(200);
  });
});
