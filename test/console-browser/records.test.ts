/** What administrators do beyond departures: people, credentials, requests, the audit trail, a first start. */

import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ScimApi } from '../e2e/harness/scim-api.ts';
import { findViolations } from './harness/accessibility.ts';
import { ConsoleWorld } from './harness/console-world.ts';

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

describe('people', () => {
  it('are found whom SCIM answers 404 for, and have evidence that prints', async () => {
    const { id, name } = world.nextPerson();
    expect((await world.okta.send('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await world.okta.get(`/Users/${id}`)).status).toBe(404);
    await page.goto(`${world.url}/people`);
    await page.getByLabel('Genesys id, e-mail address, external id or name').fill(name);
    await page.keyboard.press('Enter');
    const row = page.getByRole('row', { name });
    await row.getByText('404: removed by a client').waitFor();
    await row.getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await page.getByText('Departure (SCIM DELETE)').waitFor();
    const [evidence] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: 'Evidence' }).click(),
    ]);
    await evidence.getByRole('heading', { level: 1 }).waitFor();
    expect(await evidence.textContent('body')).toContain(name);
    const printed = await evidence.pdf({ format: 'A4' });
    expect(printed.subarray(0, 5).toString()).toBe('%PDF-');
    expect(printed.length).toBeGreaterThan(10_000);
  });

  it('are offboarded after what will be taken away has been shown', async () => {
    const { id, name } = world.nextPerson();
    await page.goto(`${world.url}/people/${id}`);
    await page.getByRole('button', { name: 'Offboard …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('They are locked out first').waitFor();
    expect(await findViolations(page)).toEqual([]);
    expect((await world.world.genesys.user(id)).state).toBe('active');
    await dialog.getByRole('button', { name: 'Lock out and offboard' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('row', { name: 'Departure' }).getByText('Complete').waitFor();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    expect((await world.world.genesys.user(id)).state).toBe('inactive');
  });
});

describe('credentials', () => {
  it('are rotated: the secret is shown once, and the old one works beside it', async () => {
    const old = await world.world.createClient('rotating');
    const statusOf = async (client: ScimApi) => (await client.get('/Users?count=1')).status;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.goto(`${world.url}/clients`);
    await page.getByRole('link', { name: 'rotating' }).click();
    await page.getByRole('button', { name: /^Rotate/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('The old one goes on for').selectOption('1 hour');
    await dialog.getByRole('button', { name: 'Rotate', exact: true }).click();
    const secret = dialog.getByLabel('Secret', { exact: true });
    await secret.waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Copy: Secret' }).click();
    await dialog.getByText('Copied.').waitFor();
    const token = await secret.inputValue();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(token);
    await dialog.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByText(/Replaced, ends in (?:1 h|59 min)/i).waitFor();
    expect(await page.content()).not.toContain(token);
    const renewed = new ScimApi(world.world.scimUrl, token);
    expect([await statusOf(old), await statusOf(renewed)]).toEqual([200, 200]);

    await page
      .getByRole('row', { name: 'Replaced' })
      .getByRole('button', { name: /^Revoke/ })
      .click();
    await dialog.getByText('cannot be brought back').waitFor();
    await dialog.getByRole('button', { name: 'Revoke for good' }).click();
    await page.getByRole('row', { name: 'Revoked' }).waitFor();
    expect([await statusOf(old), await statusOf(renewed)]).toEqual([401, 200]);
  });

  it('are made with a new client', async () => {
    await page.goto(`${world.url}/clients`);
    await page.getByRole('button', { name: 'New client …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('entra');
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    const token = await dialog.getByLabel('Secret', { exact: true }).inputValue();
    await dialog.getByRole('button', { name: 'I have kept it' }).click();
    await page.getByRole('row', { name: 'entra' }).getByText('1 live').waitFor();
    expect((await new ScimApi(world.world.scimUrl, token).get('/Users?count=1')).status).toBe(200);
  });
});

it('lists who is signed in, and ends the session of another browser', async () => {
  const other = (await world.openPage()).page;
  await page.getByRole('link', { name: 'ops' }).click();
  await page.getByRole('heading', { level: 1, name: 'Sessions' }).waitFor();
  await page.getByText('this one').waitFor();
  const end = page.getByRole('button', { name: /^End the session / });
  await expect.poll(() => end.count()).toBeGreaterThan(0);
  while ((await end.count()) > 0) {
    const count = await end.count();
    await end.first().click();
    await expect.poll(() => end.count()).toBeLessThan(count);
  }
  await other.goto(`${world.url}/guard`);
  await other.getByLabel("Administrator's token").waitFor();
  await other.context().close();
});

it('shows what was done in the audit trail, verifies its chain and takes it along', async () => {
  await page.goto(`${world.url}/audit?action=token.*`);
  await page.getByRole('row', { name: 'token.created' }).first().waitFor();
  await page.getByRole('button', { name: 'Verify now' }).click();
  await page.getByText(/^All [\d,]+ entries are as they were written\.$/).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).action)).toContain('token.created');
});

it('shows requests as they come, and what each of them caused', async () => {
  await page.goto(`${world.url}/requests?method=PATCH`);
  await page.getByText('Live', { exact: true }).waitFor();
  const { id, name } = world.nextPerson();
  expect(await world.leave(world.okta, { id, name })).toBe(200);
  const row = page.getByRole('row', { name: `PATCH /scim/v2/Users/${id}` });
  await row.getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: 'PATCH answered 200' }).waitFor();
  await page.getByRole('heading', { name: 'Departure that it began' }).waitFor();
  await page.getByText('Complete', { exact: true }).waitFor();
  await page.getByRole('row', { name: '/api/v2/users' }).first().waitFor();
  expect(await page.textContent('main')).not.toContain(name);
  expect(await findViolations(page)).toEqual([]);
});

it('examines a new installation, and says what to paste into an identity provider', async () => {
  await page.goto(`${world.url}/first-start`);
  await page.getByText(/Nothing is wrong|cause and cure are below/).waitFor({ timeout: 60_000 });
  await page.getByLabel('Identity provider', { exact: true }).selectOption('Microsoft Entra ID');
  const tenantUrl = page.getByLabel('Tenant URL', { exact: true });
  expect(await tenantUrl.inputValue()).toBe(world.world.scimUrl);
  await page.getByText('These may provision:').waitFor();
});
