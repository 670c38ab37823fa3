/** The checker itself, on a small description of its own. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Contract } from './contract.ts';
import { readDescription } from './description.ts';
import type { Exchange } from './exchange.ts';

const USER = { $ref: '#/components/schemas/User' };
const ERROR = {
  description: 'refused',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/ErrorBody' } } },
  'x-inin-error-codes': { 'bad.request': 'wrong' },
};

const folder = mkdtempSync(join(tmpdir(), 'description-'));
const path = join(folder, 'openapi.json');
writeFileSync(
  path,
  JSON.stringify({
    paths: {
      '/api/v2/users': {
        get: {
          parameters: [
            { name: 'pageSize', in: 'query', schema: { type: 'integer' } },
            {
              name: 'state',
              in: 'query',
              required: true,
              schema: { type: 'string', enum: ['active', 'any'] },
            },
            {
              name: 'expand',
              in: 'query',
              schema: { type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
            },
          ],
          responses: {
            200: { content: { 'application/json': { schema: { type: 'array', items: USER } } } },
            400: ERROR,
          },
        },
        post: {
          requestBody: { required: true, content: { 'application/json': { schema: USER } } },
          responses: { 200: { content: { 'application/json': { schema: USER } } } },
        },
      },
      '/api/v2/users/me': { get: { responses: { 200: {} } } },
      '/api/v2/users/{userId}': { delete: { responses: { default: {} } }, get: { responses: { 204: {} } } },
    },
    components: {
      schemas: {
        ErrorBody: { type: 'object', properties: { code: { type: 'string' } } },
        Division: { type: 'object', properties: { id: { type: 'string' } } },
        User: {
          type: 'object',
          required: ['name'],
          properties: {
            name: { type: 'string' },
            state: { type: 'string', enum: ['active', 'inactive'] },
            since: { type: 'string', format: 'date-time' },
            note: { type: 'string', nullable: true },
            division: { allOf: [{ $ref: '#/components/schemas/Division' }], description: 'where' },
            custom: { type: 'object', additionalProperties: { type: 'integer' } },
          },
        },
      },
    },
  }),
);
const contract = new Contract(readDescription(path));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EXCHANGE: Exchange = {
  method: 'GET',
  path: '/api/v2/users',
  query: 'state=active',
  app: 'genesys-scim-bridge',
  client: 'bridge',
  status: 200,
  answer: [],
};

function problems(exchange: Partial<Exchange>): string[] {
  return contract.differences({ ...EXCHANGE, ...exchange }).map(({ problem }) => problem);
}

describe('requests of the bridge', () => {
  it.each([
    ['state=active&pageSize=10&expand=a,b&expand=a', []],
    ['state=any', []],
    ['', ["request: query 'state' missing"]],
    ['state=gone', ["request: query 'state' is not one of the values"]],
    ['state=any&pageSize=ten', ["request: query 'pageSize' is no integer"]],
    ['state=any&expand=a,c', ["request: query 'expand' is not one of the values"]],
    ['state=any&state=any', ["request: query 'state' given more than once"]],
    ['state=any&colour=red', ["request: query 'colour' unknown"]],
  ])('have a query that is described: %s', (query, expected) => {
    expect(problems({ query })).toEqual(expected);
  });

  it.each([
    [{ name: 'A', state: 'active', since: '2026-01-12T08:00:00.000Z', note: null, custom: { x: 1 } }, []],
    [{ name: 'A', division: { id: '1' } }, []],
    [{ name: 'A', division: { id: '1', nme: 'x' } }, ["body /division: unknown property 'nme'"]],
    [{ state: 'active' }, ["body /: no property 'name'"]],
    [{ name: 1 }, ['body /name: must be string']],
    [{ name: 'A', state: 'gone' }, ['body /state: not one of the values']],
    [{ name: 'A', since: 'yesterday' }, ['body /since: must match format "date-time"']],
    [{ name: 'A', status: 'x' }, ["body /: unknown property 'status'"]],
    [{ name: 'A', custom: { x: '1' } }, ['body /custom/x: must be integer']],
    [undefined, ['body missing']],
  ])('have a body that is described: %j', (body, expected) => {
    const found = problems({ method: 'POST', query: '', body, answer: { name: 'A' } });
    expect(found).toEqual(expected.map((problem) => `request: ${problem}`));
  });

  it('go to operations that are described, without a body where there is none', () => {
    expect(problems({ path: '/api/v2/people', status: 404 })).toEqual(['not described']);
    expect(problems({ body: {} })).toEqual(['request: body where none is described']);
  });

  it('are not held against what others send', () => {
    expect(problems({ app: null, query: 'colour=red' })).toEqual([]);
    expect(problems({ app: null, path: '/api/v2/people', status: 404 })).toEqual([]);
  });
});

describe('answers', () => {
  it.each([
    [{ status: 200, answer: [{ name: 'A' }] }, []],
    [{ status: 200, answer: [{ nam: 'A' }] }, ["/*: no property 'name'", "/*: unknown property 'nam'"]],
    [{ status: 200, answer: undefined }, ['no body']],
    [{ status: 418, answer: {} }, ['status not described']],
    [{ status: 400, answer: { code: 'bad.request' } }, []],
    [{ status: 400, answer: { code: 'bad.luck' } }, ["error code 'bad.luck' is not described"]],
  ])('are described: %j', (exchange, expected) => {
    expect(problems(exchange)).toEqual(expected.map((problem) => `answer ${exchange.status}: ${problem}`));
  });

  it('are empty where no body is described; a literal path wins over a parameter', () => {
    const removed = { method: 'DELETE', path: '/api/v2/users/1', query: '' };
    expect(problems({ ...removed, status: 204, answer: undefined })).toEqual([]);
    expect(problems({ ...removed, status: 204, answer: {} })).toEqual([
      'answer 204: body where none is described',
    ]);
    const own = { path: '/api/v2/users/me', query: '', answer: undefined };
    expect(problems({ ...own, status: 200 })).toEqual([]);
    expect(problems({ ...own, status: 204 })).toEqual(['answer 204: status not described']);
  });

  it('are not held against what a fault made up or nobody got', () => {
    expect(problems({ status: 502, answer: '<html>', fault: true })).toEqual([]);
    expect(problems({ status: 0, answer: undefined, fault: true })).toEqual([]);
  });

  it('must be described for others too, once they are successes', () => {
    expect(problems({ app: null, path: '/api/v2/people', status: 200 })).toEqual(['not described']);
  });
});
