/** What an operator does with departures, in a real browser. */

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../e2e/harness/processes.ts';
import { ConsoleWorld, type Person } from './harness/console-world.ts';
import { reportFigure } from './harness/figures.ts';

let world: ConsoleWorld;
let page: Page;
let errors: string[];

beforeAll(async () => {
  world = await ConsoleWorld.start();
}, 180_000);
afterAll(() => world.end());
beforeEach(async () => {
  ({ page, errors } = await world.openPage());
  return async () => {
    await page.context().close();
    expect(errors).toEqual([]);
  };
});

/** Lost when the page is loaded anew. */
async function markPage(): Promise<() => Promise<boolean>> {
  await page.evaluate("globalThis.mark = 'here'");
  return async () => (await page.evaluate('globalThis.mark')) === 'here';
}

function rowOf({ name }: Person) {
  return page.getByRole('row', { name });
}

async function openJourney(person: Person): Promise<void> {
  await page.goto(`${world.url}/departures`);
  await rowOf(person).getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: person.name }).waitFor();
}

it('lets in with a token, says what is wrong with another one, and lets out again', async () => {
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel("Administrator's token").fill('no-such-token');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').filter({ hasText: 'unknown, revoked or expired' }).waitFor();
  await world.signIn(page);
  await page.getByText('ops (administrator)').waitFor();
});

describe('departures', () => {
  it('show as they arrive from SCIM, and run to their end without a reload', async () => {
    await page.goto(`${world.url}/departures`);
    await page.getByText('Live', { exact: true }).waitFor();
    const isSamePage = await markPage();
    const person = world.nextPerson();
    const sent = performance.now();
    const answer = world.leave(world.okta, person);
    await rowOf(person).waitFor();
    reportFigure('SCIM request to its row on the page', performance.now() - sent);
    expect(await answer).toBe(200);
    await rowOf(person).getByText('Complete').waitFor();
    expect(await isSamePage()).toBe(true);
  });

  it('tell why a step is stuck and what to do, and go on after a retry once the permission is there', async () => {
    await world.world.genesys.fault({
      path: '/api/v2/users/*/station/**',
      status: 403,
      code: 'missing.permissions',
      body: {
        status: 403,
        code: 'missing.permissions',
        message:
          'Unable to perform the requested action. You are missing the following permission(s): telephony:station:disassociate',
      },
    });
    const person = world.nextPerson();
    expect(await world.leave(world.okta, person)).toBe(200);
    await openJourney(person);
    const isSamePage = await markPage();
    const step = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Station' }) });
    await step.getByText('Stuck', { exact: true }).waitFor({ timeout: 40_000 });
    expect(await step.textContent()).toContain('telephony:station:disassociate');
    await step.getByText('What to do:').waitFor();
    await world.world.genesys.clearFaults();
    await step.getByRole('button', { name: 'Retry' }).click();
    await step.getByText('Done', { exact: true }).waitFor();
    await page.getByText('Complete', { exact: true }).waitFor();
    expect(await isSamePage()).toBe(true);
  });

  it('come back after what will come back has been shown', async () => {
    const person = world.nextPerson();
    expect(await world.leave(world.okta, person)).toBe(200);
    await openJourney(person);
    await page.getByText('Complete', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Restore …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Queues', { exact: true }).waitFor();
    expect((await world.world.genesys.user(person.id)).state).toBe('inactive');
    await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await eventually(
      async () => ((await world.world.genesys.user(person.id)).state === 'active' ? true : undefined),
      'the return',
    );
  });

  it('have evidence that prints', async () => {
    const person = world.nextPerson();
    expect(await world.leave(world.okta, person)).toBe(200);
    await openJourney(person);
    await page.getByText('Complete', { exact: true }).waitFor();
    const [evidence] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: 'Evidence' }).click(),
    ]);
    await evidence.getByRole('heading', { level: 1 }).waitFor();
    expect(await evidence.textContent('body')).toContain(person.name);
    const printed = await evidence.pdf({ format: 'A4' });
    expect(printed.subarray(0, 5).toString()).toBe('%PDF-');
    expect(printed.length).toBeGreaterThan(10_000);
  });
});

it('releases who the guard holds', async () => {
  expect(await world.leave(world.bulk, world.nextPerson())).toBe(200);
  const held = world.nextPerson();
  expect(await world.leave(world.bulk, held)).toBe(503);
  await page.goto(`${world.url}/`);
  await page.getByText('The guard holds bulk:').waitFor();
  await page.getByRole('link', { name: 'Decide' }).click();
  await page.getByRole('heading', { name: 'bulk is held' }).waitFor();
  await page.getByRole('button', { name: 'Release: they are meant' }).click();
  await page.getByRole('row', { name: 'bulk' }).getByText('Released').waitFor();
  expect(await world.leave(world.bulk, held)).toBe(200);
});
