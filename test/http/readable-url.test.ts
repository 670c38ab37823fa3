import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/http/app.ts';
import { Metrics } from '../../src/telemetry/metrics.ts';
import { silent } from '../store/silent.ts';

const answering = () =>
  express.Router().use((_request, response) => {
    response.json({ reached: true });
  });

const app = createApp({
  scim: answering(),
  admin: answering(),
  oauth: express.Router(),
  health: { ready: async () => undefined, metrics: async () => '' },
  log: silent,
  metrics: new Metrics(),
});

describe('a URL that cannot be read', () => {
  it.each([
    ['/admin/v1/users/%', 'invalidSyntax'],
    ['/admin/v1/users/%ff', 'invalidSyntax'],
    ['/admin/v1/offboardings/%00', 'invalidValue'],
    ['/admin/v1/audit?subject=a%00b', 'invalidValue'],
    ['/scim/v2/Users?filter=userName%20eq%20%22%00%22', 'invalidValue'],
  ])('%s is the fault of the client', async (url, scimType) => {
    const { status, body } = await request(app).get(url);
    expect({ status, body }).toMatchObject({ status: 400, body: { status: '400', scimType } });
  });

  it('is not one with a bare percent sign in its query', async () => {
    expect((await request(app).get('/admin/v1/audit?subject=100%')).body).toEqual({ reached: true });
  });
});
