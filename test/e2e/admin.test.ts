import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidenceSchema } from '../../src/records/evidence/document.ts';
import type { AdminApi } from './harness/admin-api.ts';
import { eventually } from './harness/processes.ts';
import { PATCH_OP, ScimApi } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

/** Reads a stream until all of the texts have come, then leaves. */
async function readUntil({ body }: Response, texts: readonly string[]): Promise<string> {
  let read = '';
  const decoder = new TextDecoder();
  for await (const chunk of body ?? []) {
    read += decoder.decode(chunk, { stream: true });
    if (texts.every((text) => read.includes(text))) break;
  }
  return read;
}

describe('the admin API', () => {
  let world: World;
  let scim: ScimApi;
  let admin: AdminApi;
  let person: { id: string; name: string; email: string };

  beforeAll(async () => {
    world = await World.start();
    scim = await world.createClient('okta');
    admin = await world.createAdmin();
    await world.startBridge();
    person = (await world.genesys.users('active'))[0];
    await scim.send('DELETE', `/Users/${person.id}`);
    await eventually(
      async () => ((await admin.latestStatus(person.id)) === 'complete' ? true : undefined),
      'the release',
    );
  });

  afterAll(() => world.end());

  it('shows the journey of somebody whom SCIM answers 404 for, with evidence and snapshot', async () => {
    expect((await scim.get(`/Users/${person.id}`)).status).toBe(404);
    const { offboardings } = (await admin.get(`/offboardings?userId=${person.id}`)).body;
    expect(offboardings).toMatchObject([
      { userId: person.id, kind: 'delete', status: 'complete', client: 'okta' },
    ]);
    const { body } = await admin.get(`/offboardings/${offboardings[0].id}`);
    const byName = Object.fromEntries(body.steps.map((step: { name: string }) => [step.name, step]));
    expect(byName.state).toMatchObject({ status: 'done', evidence: { state: 'inactive', before: 'active' } });
    expect(byName.tokens).toMatchObject({ status: 'done' });
    expect(byName.queues.evidence.left.length).toBeGreaterThan(0);
    expect(body.snapshot).toMatchObject({ user: { name: person.name, email: person.email } });
    expect(body.lockedOutAt <= body.completedAt).toBe(true);
  });

  it('answers every question and command as its OpenAPI description says', async () => {
    const { body } = await admin.get('/openapi.json');
    expect(body).toMatchObject({ openapi: '3.1.1', servers: [{ url: '/admin/v1' }] });
    const [{ id: offboardingId }] = (await admin.get('/offboardings')).body.offboardings;
    const window = { from: '2026-01-01T00:00:00Z', to: '2026-01-08T00:00:00Z' };
    const job = await admin.post(`/users/${person.id}/conversation-jobs`, window);
    expect(job.status).toBe(202);
    for (const path of [
      '/overview',
      '/offboardings/summary',
      '/offboardings?text=example.com&stuck=false&until=2126-01-01',
      '/audit?action=delete.*&actor=okta',
      '/audit/chain',
      `/offboardings/${offboardingId}/evidence`,
      `/users?search=${person.id}`,
      `/users/${person.id}/history`,
      `/users/${person.id}/erasure`,
      `/users/${person.id}/conversation-jobs/${job.body.jobId}`,
      '/users/stale?lastLoginBefore=2020-01-01&never=true',
      '/guard',
      '/notifications',
      '/clients',
      '/clients/okta',
    ]) {
      expect([path, (await admin.get(path)).status]).toEqual([path, 200]);
    }
    const [other] = await world.genesys.users('active');
    expect((await admin.post(`/users/${other.id}/offboard`, { dryRun: true })).body.outcome).toBe('planned');
    expect((await admin.post(`/users/${person.id}/offboard`)).body.outcome).toBe('already');
    expect((await admin.post(`/users/${person.id}/restore`, { dryRun: true })).status).toBe(200);
    for (const path of [
      `/users/${person.id}/retry`,
      `/users/${person.id}/cancel`,
      `/users/${person.id}/conversations/end`,
      '/guard/okta/release',
      '/notifications/retry',
    ]) {
      expect([path, (await admin.post(path)).status]).toEqual([path, 409]);
    }
  });

  it('gives an overview of Genesys Cloud, instances and departures', async () => {
    const { body } = await admin.get('/overview');
    expect(body).toMatchObject({
      genesys: { answers: true, lastAnswerAt: expect.any(String) },
      database: { kind: 'embedded', answers: true },
      instances: [{ id: body.instance, self: true, alive: true, version: expect.stringMatching(/^\d+\./) }],
      work: { lockOuts: { lastDay: { lockedOut: 1, share: 1 } }, over: { complete: 1 } },
    });
    expect(body.work.days.at(-1).departures).toBe(1);
    expect(body.allowance.lastHour.some((minute: { calls: number }) => minute.calls > 0)).toBe(true);
  });

  it('says who an id is', async () => {
    const { body } = await admin.get(`/users/${person.id}`);
    expect(body).toMatchObject({
      id: person.id,
      name: person.name,
      email: person.email,
      state: 'inactive',
      wanted: 'removed',
      offboardings: [{ kind: 'delete', status: 'complete' }],
    });
    expect((await admin.get('/users/nobody')).status).toBe(404);
  });

  it('tells the audit trail of a person, newest first', async () => {
    const { entries } = (await admin.get(`/audit?subject=${person.id}`)).body;
    const actions = entries.map((entry: { action: string }) => entry.action);
    expect(actions.at(-1)).toBe('delete.accepted');
    expect(entries.at(-1)).toMatchObject({ actor: 'okta', subject: person.id });
    const [{ id }] = (await admin.get(`/offboardings?userId=${person.id}`)).body.offboardings;
    const { steps } = (await admin.get(`/offboardings/${id}`)).body;
    expect(actions.filter((action: string) => action === 'step.done')).toHaveLength(steps.length);
    const older = (await admin.get(`/audit?subject=${person.id}&before=${entries[0].seq}&limit=1`)).body
      .entries;
    expect(older).toEqual([entries[1]]);
  });

  it('gives an auditor the evidence of a journey, to read by machine and to print', async () => {
    const [{ id }] = (await admin.get(`/offboardings?userId=${person.id}`)).body.offboardings;
    const { status, body } = await admin.get(`/offboardings/${id}/evidence`);
    expect(status).toBe(200);
    expect(evidenceSchema.parse(body)).toMatchObject({
      person: { id: person.id, name: person.name },
      request: { client: 'okta', kind: 'delete', status: 'complete' },
      gaps: [],
    });
    const page = await admin.getPage(`/offboardings/${id}/evidence`);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'sha256-");
    expect(await page.text()).toContain(person.email);
    expect((await admin.get('/offboardings/unknown/evidence')).status).toBe(404);
  });

  it('measures the lock-out', async () => {
    const metrics = await (await fetch(`http://127.0.0.1:${world.port}/metrics`)).text();
    expect(metrics).toMatch(/^bridge_lock_out_seconds_count 1$/m);
  });

  it('shows the last SCIM requests without the people in them, and what each caused', async () => {
    await scim.get(`/Users?filter=${encodeURIComponent(`userName eq "${person.email}"`)}`);
    const { body: list } = await admin.get('/requests?method=DELETE');
    expect(list.requests).toMatchObject([
      { client: 'okta', method: 'DELETE', path: `/scim/v2/Users/${person.id}`, status: 204 },
    ]);
    const { body: removal } = await admin.get(`/requests/${list.requests[0].requestId}`);
    expect(removal.calls.length).toBeGreaterThan(0);
    const [{ calls }] = removal.offboardings;
    expect(calls).toContainEqual(
      expect.objectContaining({ step: 'tokens', operation: 'DELETE /api/v2/tokens/{userId}' }),
    );
    const [look] = (await admin.get('/requests?method=GET&limit=1')).body.requests;
    const { body: shown } = await admin.get(`/requests/${look.requestId}`);
    expect(shown.path).toContain('userName eq "[redacted');
    expect(shown.answer.totalResults).toBe(0);
    expect(JSON.stringify(shown)).not.toContain(person.email);
    expect((await admin.get('/requests/unknown')).status).toBe(404);
  });

  it('examines itself, and says what to set in an identity provider', async () => {
    const { body } = await admin.post('/doctor');
    const found = body.findings.map(({ check, severity }: Record<string, string>) => `${check} ${severity}`);
    expect(found).toEqual(
      expect.arrayContaining(['region ok', 'credentials ok', 'database ok', 'SCIM base URL ok']),
    );
    const setup = (await admin.get('/setup')).body;
    expect(setup.scimBaseUrl).toBe(world.scimUrl);
    expect(setup.warnings).not.toEqual([]);
  });

  it('tells of a departure while it happens, and resumes', async () => {
    const [other] = await world.genesys.users('active');
    const stream = await admin.getStream('/events');
    await scim.send('PATCH', `/Users/${other.id}`, {
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    });
    const [{ id }] = (await admin.get(`/offboardings?userId=${other.id}`)).body.offboardings;
    const text = await readUntil(stream, [
      '"type":"request"',
      '"type":"audit"',
      `"type":"step","id":"${id}"`,
    ]);
    expect(text).toContain(`"type":"offboarding","id":"${id}"`);
    const first = /id: (\S+)\ndata/.exec(text)?.[1] ?? '';
    const resumed = await readUntil(await admin.getStream('/events', first), ['"type":"step"']);
    expect(resumed).not.toContain('reset');
    expect(await readUntil(await admin.getStream('/events', 'unknown'), ['data'])).toContain('reset');
  });

  it('refuses other scopes and bad parameters', async () => {
    const response = await fetch(`http://127.0.0.1:${world.port}/admin/v1/audit`, {
      headers: { Authorization: `Bearer ${scim.token}` },
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'admin.missing-scope' });
    expect((await admin.getWithTokenInUrl('/offboardings/unknown')).status).toBe(400);
    const refused = await admin.get('/offboardings?limit=none');
    expect(refused).toMatchObject({ status: 400, body: { code: 'admin.bad-query' } });
    expect(refused.body.detail).toContain('limit');
    expect((await admin.get('/offboardings/unknown')).status).toBe(404);
  });
});

describe('what anybody may read', () => {
  let world: World;

  beforeAll(async () => {
    world = await World.start();
    await world.startBridge();
  });

  afterAll(() => world.end());

  it('is discovery, exactly as it behaves', async () => {
    const anybody = new ScimApi(world.scimUrl, 'no token');
    const read = async (path: string) => (await anybody.get(path)).body;
    expect(await read('/ServiceProviderConfig')).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true },
      etag: { supported: true },
      authenticationSchemes: [{ type: 'oauthbearertoken' }, { type: 'httpbasic' }],
    });
    const types = (await read('/ResourceTypes')).Resources.map((type: { id: string }) => type.id);
    expect(types).toEqual(['User', 'Group']);
    expect((await read('/Schemas')).totalResults).toBeGreaterThanOrEqual(4);
  });

  it('is health and metrics, without a name in them', async () => {
    const root = `http://127.0.0.1:${world.port}`;
    expect((await fetch(`${root}/healthz`)).status).toBe(200);
    expect((await fetch(`${root}/readyz`)).status).toBe(200);
    const metrics = await (await fetch(`${root}/metrics`)).text();
    expect(metrics).toContain('bridge_http_request_seconds_bucket');
    expect(metrics).not.toContain('@');
  });
});
