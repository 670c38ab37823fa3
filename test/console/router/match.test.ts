import { describe, expect, it } from 'vitest';
import { hrefTo, matchRoute } from '../../../src/console/router/match.ts';

const ROUTES = [
  { pattern: '', page: 'overview' },
  { pattern: '/departures', page: 'departures' },
  { pattern: '/departures/:id', page: 'departure' },
];

describe('addresses of the console', () => {
  it.each([
    ['/console', 'overview', {}],
    ['/console/', 'overview', {}],
    ['/console/departures', 'departures', {}],
    ['/console/departures/', 'departures', {}],
    ['/console/departures/a%20b%2Fc', 'departure', { id: 'a b/c' }],
    ['/console/departures/%E0%A4%A', 'departure', { id: '%E0%A4%A' }],
  ])('%s is the page %s', (path, page, values) => {
    expect(matchRoute(ROUTES, path)).toEqual({ page, values });
  });

  it.each(['/consoles', '/scim/v2', '/console/nothing', '/console/departures/1/2'])('%s is none', (path) => {
    expect(matchRoute(ROUTES, path)).toBeUndefined();
  });

  it('leaves what is empty out of a link', () => {
    expect(hrefTo('/departures', { status: 'stuck', text: '', client: undefined })).toBe(
      '/console/departures?status=stuck',
    );
  });
});
