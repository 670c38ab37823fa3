import express from 'express';
import request from 'supertest';
import { describe, expect, it } from 'vitest';
import { createBaseUrl } from '../../src/http/base-url.ts';
import { ScimServer, user } from './scim/harness.ts';

/** What a proxy, or somebody who wants to be taken for one, may send. */
const FORGED = {
  Host: 'evil.example',
  'X-Forwarded-Host': 'evil.example',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Port': '666',
  'X-Forwarded-Prefix': '/evil',
  Forwarded: 'host=evil.example;proto=https',
  'X-Original-URL': 'https://evil.example/',
};

async function baseUrlOf(publicUrl: string | undefined): Promise<string> {
  const baseUrl = createBaseUrl(publicUrl);
  const app = express().use((incoming, response) => {
    response.send(baseUrl(incoming));
  });
  return (await request(app).get('/').set(FORGED)).text;
}

describe('the base URL', () => {
  it.each([
    ['https://scim.example.com', 'https://scim.example.com/scim/v2'],
    ['https://example.com/bridge/', 'https://example.com/bridge/scim/v2'],
  ])('is the configured one, whatever the headers say: %s', async (publicUrl, expected) => {
    expect(await baseUrlOf(publicUrl)).toBe(expected);
  });

  it('is the address of the connection where none is configured, whatever the headers say', async () => {
    expect(await baseUrlOf(undefined)).toMatch(/^http:\/\/(127\.0\.0\.1|\[::1\]):\d+\/scim\/v2$/);
  });

  it('is in no answer anything that a header said', async () => {
    const server = new ScimServer({ baseUrl: createBaseUrl(undefined) });
    const options = { headers: FORGED };
    const operations = [{ method: 'DELETE', path: '/Users/u0002' }];
    const bulk = { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'], Operations: operations };
    const answers = [
      await server.get('/Users/u0001', options),
      await server.get('/Users?count=2', options),
      await server.post('/Users', user(), options),
      await server.get('/Schemas', options),
      await server.get('/ResourceTypes/User', options),
      await server.get('/ServiceProviderConfig', options),
      await server.post('/Bulk', bulk, options),
      await server.get('/Users/nope', options),
    ];
    for (const answer of answers) {
      expect(`${answer.text} ${JSON.stringify(answer.headers)}`).not.toContain('evil');
      expect(answer.status === 404 || answer.text.includes('http://')).toBe(true);
    }
  });
});
