import { describe, expect, it } from 'vitest';
import { toRoute } from '../../src/http/route-name.ts';

const ID = '3f0e5a58-6b1c-4c58-9d4f-7a0d4c7a3b11';

describe('toRoute', () => {
  it.each([
    ['/scim/v2/Users', 200, '/scim/v2/Users'],
    [`/scim/v2/Users/${ID}`, 404, '/scim/v2/Users/:id'],
    ['/scim/v2/Users/jane@example.com', 400, '/scim/v2/Users/:id'],
    ['/scim/v2/Users/.search', 200, '/scim/v2/Users/.search'],
    ['/scim/v2/.search', 200, '/scim/v2/.search'],
    ['/scim/v2/Schemas/urn:x', 200, '/scim/v2/Schemas/:id'],
    ['/scim/v2/Schemas/.search', 404, '/scim/v2/Schemas/:id'],
    ['/scim/v2/Bulk', 200, '/scim/v2/Bulk'],
    [`/admin/v1/users/${ID}`, 200, '/admin/v1/users/:id'],
    ['/admin/v1/guard/okta/release', 200, '/admin/v1/guard/:client/release'],
    ['/oauth2/token', 401, '/oauth2/token'],
    ['/metrics', 200, '/metrics'],
    ['/console', 308, '/console'],
    [`/console/people/${ID}`, 200, '/console'],
    ['/console/assets/app-x1.js', 304, '/console'],
    ['/console/session', 401, '/console/session'],
    ['/console/oidc/callback', 403, '/console/oidc/callback'],
  ])('names %s', (path, status, expected) => {
    expect(toRoute(path, status)).toBe(expected);
  });

  it.each([
    ['/scim/v2/jane@example.com', 401],
    ['/scim/v2/Users/a/b', 404],
    ['/scim/v2/Users/', 200],
    ['/scim/v2/Bulk/a', 404],
    ['/scim/jane', 404],
    ['/admin/v1/jane', 401],
    ['/admin/v1/users/jane@example.com', 200],
    ['/anything', 404],
    ['/console/assets/anything.js', 404],
    ['/consoles', 404],
    [`/scim/v2/${'x'.repeat(10_000)}`, 429],
  ])('gives no name of its own to %s', (path, status) => {
    expect(toRoute(path, status)).toBe('unknown');
  });
});
