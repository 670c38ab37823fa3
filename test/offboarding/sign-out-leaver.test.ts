/** An administrator of the bridge who leaves loses the console with everything else. */

import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAudit } from '../../src/store/audit.ts';
import { listSessions, startSession } from '../../src/store/console-sessions.ts';
import { type Bridge, Environment } from './bridge-in-process.ts';

const LIMITS = { idle: 1_800_000, longest: 43_200_000 };

let environment: Environment;
let bridge: Bridge;

beforeAll(async () => {
  environment = await Environment.open();
  bridge = await environment.startBridge();
});

afterAll(async () => {
  await bridge.stop();
  await environment.close();
});

async function signIn(email: string | undefined): Promise<string> {
  const person = { issuer: 'https://id.example.com', subject: 'somebody', email };
  const { session } = await startSession(
    environment.store.db,
    { person, role: 'operator' },
    LIMITS,
    new Date(),
  );
  return session.reference;
}

async function signedIn(): Promise<string[]> {
  const sessions = await listSessions(environment.store.db, LIMITS, new Date());
  return sessions.map(({ reference }) => reference);
}

it('ends the sessions of whoever leaves, by the e-mail address, and of nobody else', async () => {
  const [leaver] = await environment.genesys.users('active');
  const theirs = [await signIn(leaver?.email.toUpperCase()), await signIn(leaver?.email)];
  const others = [await signIn('other@example.com'), await signIn(undefined)];
  const context = bridge.context();
  await bridge.deactivate(leaver?.id, context);
  expect((await signedIn()).sort()).toEqual(others.sort());
  const ended = await listAudit(environment.store.db, { action: 'session.ended', limit: 5 });
  expect(ended.map(({ detail }) => detail.session).sort()).toEqual(theirs.sort());
  expect(ended[0]).toMatchObject({
    actor: 'bridge',
    requestId: context.requestId,
    detail: { because: 'deactivate', userId: leaver?.id, subject: 'somebody', role: 'operator' },
  });
});

it('ends none of somebody who comes back', async () => {
  const [person] = await environment.genesys.users('inactive');
  const reference = await signIn(person?.email);
  await bridge.reactivate(person?.id);
  expect(await signedIn()).toContain(reference);
});
