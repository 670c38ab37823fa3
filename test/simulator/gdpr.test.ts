import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorClient } from './simulator-client.ts';

const { code } = SimulatorClient;
let api: SimulatorClient;
let userId: string;
let clock = Date.UTC(2026, 5, 1);

beforeEach(async () => {
  api = await SimulatorClient.start({ now: () => clock });
  userId = (await api.firstUser()).text('id');
});
afterEach(() => api.close());

function post(requestType: string, extra: object = {}, query = ''): ReturnType<SimulatorClient['ask']> {
  return api.ask('POST', `/gdpr/requests${query}`, { requestType, subject: { userId }, ...extra });
}

async function status(id: string): Promise<string> {
  return (await api.get(`/gdpr/requests/${id}`)).body.text('status');
}

describe('GDPR requests', () => {
  it('move through their states by the clock', async () => {
    await api.behave({ gdprRequestMs: 30_000 });
    const request = (await post('GDPR_EXPORT')).body;
    expect(request.text('status')).toBe('INITIATED');
    const seen: string[] = [];
    for (let step = 0; step < 4; step += 1) {
      seen.push(await status(request.text('id')));
      clock += 10_000;
    }
    expect(seen).toEqual(['INITIATED', 'SEARCHING', 'FINALIZING', 'COMPLETED']);
    expect((await api.get('/gdpr/requests')).body.text('entities', 0, 'resultsUrl')).toMatch(/downloads/);
  });

  it('delete only when confirmed, and then for good', async () => {
    expect(code(await post('GDPR_DELETE'))).toBe('400 bad.request');
    const user = await api.firstUser();
    const request = (await post('GDPR_DELETE', {}, '?deleteConfirmed=true')).body;
    expect((await api.get(`/users/${userId}`)).status).toBe(200);
    clock += 1000;
    expect(await status(request.text('id'))).toBe('COMPLETED');
    expect((await api.get(`/users/${userId}?state=deleted`)).status).toBe(404);
    const restored = await api.ask('PATCH', `/users/${userId}`, { state: 'active', version: 1 });
    expect(code(restored)).toBe('404 general.resource.not.found');
    const listed = (await api.get('/users?state=any&pageSize=500')).body.texts('entities', 'id');
    expect(listed).not.toContain(userId);
    const heir = { name: 'Heir', email: user.text('email'), divisionId: user.text('division', 'id') };
    expect((await api.ask('POST', '/users', heir)).status).toBe(200);
  });

  it('replace terms', async () => {
    const { value } = (await api.firstUser()).at('name');
    const replacementTerms = [{ type: 'NAME', existingValue: value, updatedValue: 'Somebody' }];
    expect(code(await post('GDPR_UPDATE'))).toBe('400 bad.request');
    await post('GDPR_UPDATE', { replacementTerms });
    clock += 1000;
    expect((await api.get(`/users/${userId}`)).body.text('name')).toBe('Somebody');
  });

  it('know their subjects by name, e-mail and phone, deleted ones too', async () => {
    const deleted = await api.firstUser('deleted');
    const email = encodeURIComponent(deleted.text('email'));
    const found = await api.get(`/gdpr/subjects?searchType=EMAIL&searchValue=${email}`);
    expect(found.body.texts('entities', 'userId')).toEqual([deleted.text('id')]);
    expect((await api.get('/gdpr/subjects?searchType=EMAIL')).status).toBe(400);
    expect((await api.get('/gdpr/subjects?searchType=SHOE&searchValue=1')).status).toBe(400);
    expect(code(await api.ask('POST', '/gdpr/requests', { requestType: 'GDPR_EXPORT' }))).toBe(
      '400 bad.request',
    );
  });
});
