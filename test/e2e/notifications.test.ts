import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Receiver, startReceiver } from '../notifications/receiver.ts';
import { eventually, freePort, runCommand } from './harness/processes.ts';
import type { ScimApi } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

const SET_ACTIVE = (value: boolean) => [{ op: 'replace', path: 'active', value }];

describe('notifications', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-notifications-'));
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  let world: World;
  let scim: ScimApi;
  let receiver: Receiver;
  let port: number;
  let people: { id: string; email: string; name: string }[];
  let output = '';

  beforeAll(async () => {
    port = await freePort();
    writeFileSync(join(folder, 'secrets'), `siem:${secret}\n`);
    writeFileSync(
      join(folder, 'policy.yaml'),
      [
        'guard: { deactivations: 1, within: 1h }',
        'notifications:',
        '  webhooks:',
        `    siem: { url: "http://127.0.0.1:${port}/hook/path-secret" }`,
      ].join('\n'),
    );
    world = await World.start({
      env: {
        BRIDGE_CONFIG: join(folder, 'policy.yaml'),
        BRIDGE_WEBHOOK_SECRETS_FILE: join(folder, 'secrets'),
        LOG_LEVEL: 'debug',
      },
    });
    scim = await world.createClient('okta');
    people = await world.genesys.users('active');
  });

  afterAll(async () => {
    await world.end();
    await receiver?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const person = (position: number) => {
    const found = people[position];
    if (found === undefined) throw new Error('too few users');
    return found;
  };

  const told = () =>
    receiver.received.map(({ body, headers }) =>
      Object(new Webhook(secret).verify(body, { ...headers } as Record<string, string>)),
    );

  const until = (count: number) =>
    eventually(async () => (receiver.received.length >= count ? true : undefined), `${count} events`, 40_000);

  it('are kept while nobody takes them, over a kill -9, and come in order', async () => {
    const first = await world.startBridge();
    const { id } = person(0);
    expect((await scim.patch(id, SET_ACTIVE(false))).status).toBe(200);
    await eventually(
      async () => (first.output().includes('a notification will be sent again') ? true : undefined),
      'a failed attempt',
    );
    await world.endBridge('SIGKILL');
    output += first.output();
    receiver = await startReceiver(port);
    const second = await world.startBridge();
    await until(2);
    output += second.output();
    expect(told()).toMatchObject([
      {
        type: 'offboarding.locked_out',
        data: { userId: id, kind: 'deactivate', client: 'okta', requestId: expect.any(String) },
      },
      { type: 'offboarding.complete', data: { userId: id } },
    ]);
  }, 90_000);

  it('tell of a return, and of the guard', async () => {
    const { id } = person(0);
    expect((await scim.patch(id, SET_ACTIVE(true))).status).toBe(200);
    await until(3);
    expect((await scim.patch(person(1).id, SET_ACTIVE(false))).status).toBe(503);
    expect((await scim.patch(person(2).id, SET_ACTIVE(false))).status).toBe(503);
    await until(4);
    expect(told().slice(2)).toMatchObject([
      { type: 'offboarding.restored', data: { userId: id, kind: 'restore' } },
      { type: 'guard.tripped', data: { client: 'okta' } },
    ]);
  });

  it('can be looked at by command line, admin API and metrics', async () => {
    const listed = await runCommand(['notifications', 'list', '--json'], world.environment);
    expect(JSON.parse(listed.stdout).notifications).toMatchObject([
      { webhook: 'siem', event: 'guardTripped', status: 'delivered' },
      { event: 'restored', userId: person(0).id },
      { event: 'complete' },
      { event: 'lockedOut', attempts: expect.any(Number), lastAnswer: 'status 204' },
    ]);
    const none = await runCommand(['notifications', 'retry'], world.environment);
    expect(none).toMatchObject({ status: 1 });
    expect(none.stderr).toContain('no failed notification');
    const admin = await world.createAdmin();
    const root = `http://127.0.0.1:${world.port}`;
    const found = await admin.get(`/notifications?status=delivered&userId=${person(0).id}`);
    expect(found.body.notifications).toHaveLength(3);
    const metrics = await (await fetch(`${root}/metrics`)).text();
    expect(metrics).toMatch(/^bridge_notifications\{status="pending"\} 0$/m);
    expect(metrics).toMatch(
      /^bridge_notification_attempts_total\{webhook="siem",outcome="delivered"\} \d+$/m,
    );
  });

  it('show no secret in logs and hold no name', async () => {
    const checked = await runCommand(['config', 'check'], world.environment);
    for (const text of [output, checked.stdout]) {
      expect(text).not.toContain('path-secret');
      expect(text).not.toContain(secret.slice('whsec_'.length));
    }
    const bodies = receiver.received.map(({ body }) => body).join('\n');
    for (const { email, name } of people) {
      expect(bodies).not.toContain(email);
      expect(bodies).not.toContain(name);
    }
  });
});
