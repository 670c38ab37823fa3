/** A page whose bridge goes away and comes back. */

import { afterAll, beforeAll, expect, it } from 'vitest';
import { ConsoleWorld } from './harness/console-world.ts';

let world: ConsoleWorld;

beforeAll(async () => {
  world = await ConsoleWorld.start();
}, 180_000);
afterAll(() => world.end());

it('says that it is offline, and shows what it has missed when it is back', async () => {
  const { page } = await world.openPage();
  await page.goto(`${world.url}/departures`);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.context().setOffline(true);
  await page.getByText('Offline', { exact: true }).waitFor();
  const person = world.nextPerson();
  expect(await world.leave(world.okta, person)).toBe(200);
  expect(await page.getByRole('row', { name: person.name }).count()).toBe(0);
  await page.context().setOffline(false);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('row', { name: person.name }).waitFor();
  await page.context().close();
});

it('reconnects to a bridge that was restarted, with its session', async () => {
  const { page } = await world.openPage();
  await page.goto(`${world.url}/departures`);
  await page.getByText('Live', { exact: true }).waitFor();
  await world.world.endBridge('SIGKILL');
  await page.getByText(/^(Reconnecting|Offline)$/).waitFor();
  await world.world.startBridge();
  await page.getByText('Live', { exact: true }).waitFor({ timeout: 60_000 });
  const person = world.nextPerson();
  expect(await world.leave(world.okta, person)).toBe(200);
  await page.getByRole('row', { name: person.name }).waitFor();
  await page.context().close();
}, 180_000);
