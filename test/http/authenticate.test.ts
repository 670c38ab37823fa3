import express, { type ErrorRequestHandler } from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { authenticateToken } from '../../src/http/authenticate.ts';
import { readGivenToken } from '../../src/http/authorization-header.ts';
import { sendScimError } from '../../src/http/scim-error.ts';
import { openGate } from './open-gate.ts';

const TOKEN = 'gsb_0123456789abcdefghijklmnopqrstuvwxyz';
const CLIENT = {
  name: 'okta',
  authority: 'okta',
  scopes: ['users'],
  settings: {
    patchAnswer: 200,
    rate: { perSecond: 50, burst: 50 },
    scope: 'all',
    readOnly: false,
    dryRun: false,
  },
} as const;

const app = express();
app.use(authenticateToken(async (token) => (token === TOKEN ? CLIENT : undefined), openGate()));
app.use((_request, response) => {
  response.json(response.locals.client);
});
const fail: ErrorRequestHandler = (error, _request, response, _next) => sendScimError(response, error);
app.use(fail);

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
const ask = async (authorization: string) => await request(app).get('/').set('Authorization', authorization);

describe('a token is taken', () => {
  it.each([
    ['as a bearer token', `Bearer ${TOKEN}`],
    ['bare', TOKEN],
    ["as a password beside the client's name", basic(`okta:${TOKEN}`)],
    ['with the scheme in another case', `basic ${basic(`okta:${TOKEN}`).slice(6)}`],
  ])('%s', async (_title, authorization) => {
    const { status, body } = await ask(authorization);
    expect([status, body.name]).toEqual([200, 'okta']);
  });
});

describe('refused with a challenge:', () => {
  it.each([
    ['another token', `Bearer ${TOKEN}x`],
    ['another bare token', `${TOKEN}x`],
    ["another client's name", basic(`entra:${TOKEN}`)],
    ['no name', basic(`:${TOKEN}`)],
    ['no password', basic('okta:')],
    ['no pair', basic(TOKEN)],
    ['a name that nothing can keep, so that the failure would not be audited', basic(`ok\u0000ta:${TOKEN}`)],
    ['what is no base64', 'Basic okta:secret'],
    ['another scheme', `Digest ${TOKEN}`],
    ['two values', `${TOKEN} ${TOKEN} ${TOKEN}`],
    ['a short word', 'x'],
  ])('%s', async (_title, authorization) => {
    const { status, headers, body } = await ask(authorization);
    expect([status, body.status]).toEqual([401, '401']);
    expect(headers['www-authenticate']).toMatch(/^Bearer /);
    expect(JSON.stringify(body)).not.toContain('gsb_');
  });
});

it('takes no token from the URL, not even beside a good one', async () => {
  expect((await request(app).get(`/?access_token=${TOKEN}`)).status).toBe(401);
  const { status, body } = await request(app).get('/?access_token=x').set('Authorization', `Bearer ${TOKEN}`);
  expect([status, body.name]).toEqual([200, 'okta']);
});

it("hands on the store's failure", async () => {
  const broken = express();
  broken.use(
    authenticateToken(() => Promise.reject(new Error('away')), openGate()),
    fail,
  );
  const { status } = await request(broken).get('/').set('Authorization', `Bearer ${TOKEN}`);
  expect(status).toBe(500);
});

it('leaves bearer tokens to passport', () => {
  expect(readGivenToken(`Bearer ${TOKEN}`)).toBeUndefined();
});
