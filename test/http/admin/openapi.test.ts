import { readdirSync, readFileSync } from 'node:fs';
import { createConfig, lint } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import { describeAdminApi } from '../../../src/http/admin/openapi/document.ts';
import { OPERATIONS } from '../../../src/http/admin/openapi/operations.ts';
import { PUBLISHED } from './published-description.ts';

const ROUTERS = new URL('../../../src/http/admin/', import.meta.url);

const VERDICT = /\$\{verdict\}/;

/** Method and path of each route, as the router's file has them, parameters without their names. */
function routesOf(file: string): string[] {
  const text = readFileSync(new URL(file, ROUTERS), 'utf8');
  return [...text.matchAll(/router\.(get|post)\(['`]([^'`]+)['`]/g)].flatMap(([, method, path = '']) =>
    // One line of the guard's router makes two routes.
    (VERDICT.test(path) ? ['release', 'reject'] : ['']).map((verdict) => {
      const named = path.replace(VERDICT, verdict).replace(/\/$/, '');
      return `${method} ${named.replaceAll(/:\w+/g, '*')}`;
    }),
  );
}

describe('the description of the admin API', () => {
  it('is published as it is (node test/http/admin/published-description.ts)', () => {
    expect(JSON.parse(readFileSync(PUBLISHED, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(describeAdminApi())),
    );
  });

  it('passes the linter', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lint({ ref: PUBLISHED, config });
    expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual(
      [],
    );
  }, 30_000);

  it('has every route and no other', () => {
    const described = OPERATIONS.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '*')}`);
    const routes = readdirSync(ROUTERS)
      .filter((file) => file.endsWith('.ts'))
      .flatMap(routesOf);
    for (const route of routes) {
      const [method, path = ''] = route.split(' ');
      const known = described.filter((each) => each.startsWith(`${method} `) && each.endsWith(path));
      expect([route, known.length > 0]).toEqual([route, true]);
    }
    expect(routes).toHaveLength(described.length);
  });
});
