import { Router } from 'express';
import request from 'supertest';
import { expect, it } from 'vitest';
import { BridgeError } from '../../../src/errors.ts';
import { error as errorSchema } from '../../../src/http/admin/openapi/answers.ts';
import { createApp } from '../../../src/http/app.ts';
import { Metrics } from '../../../src/telemetry/metrics.ts';
import { silent } from '../../store/silent.ts';

const failing = Router()
  .get('/held', () => {
    throw new BridgeError('held back', { code: 'guard.held', status: 503, expose: true });
  })
  .get('/upstream', () => {
    throw new BridgeError('secret of the log', { code: 'genesys.unreachable', status: 503 });
  })
  .get('/bug', () => {
    throw new TypeError('secret of the code');
  });

const app = createApp({
  scim: failing,
  admin: failing,
  oauth: Router(),
  health: { ready: async () => undefined, metrics: async () => '' },
  log: silent,
  metrics: new Metrics(),
});

it.each([
  ['/held', 503, 'guard.held'],
  ['/upstream', 503, 'genesys.unreachable'],
  ['/bug', 500, 'http.internal'],
  ['/nowhere', 404, 'http.not-found'],
])('answers %s with %d and the code %s', async (path, status, code) => {
  const response = await request(app).get(`/admin/v1${path}`);
  expect(response.status).toBe(status);
  expect(response.headers['content-type']).toBe('application/scim+json');
  expect(errorSchema.parse(response.body)).toMatchObject({ status: String(status), code });
  expect(response.body.detail).not.toContain('secret');
});

it('leaves SCIM errors as the RFC has them', async () => {
  const { body } = await request(app).get('/scim/v2/held').responseType('blob');
  expect(Object.keys(JSON.parse(String(body))).sort()).toEqual(['detail', 'schemas', 'status']);
});
