/** Every page: for everybody, on every screen, in every language of dates, and soon. */

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NAVIGATION } from '../../src/console/shell/navigation-list.ts';
import { findViolations } from './harness/accessibility.ts';
import { ConsoleWorld, type Person } from './harness/console-world.ts';
import { reportFigure } from './harness/figures.ts';

const IMAGES = fileURLToPath(new URL('../../docs/images', import.meta.url));
/** Those of docs/console.md. */
const PICTURES = new Set(['overview', 'overview-dark', 'journey', 'departures-phone', 'clients', 'requests']);
const wantsImages = process.env.SCREENSHOTS !== undefined;
const LOADED_WITHIN_MS = 1_000;

let world: ConsoleWorld;
let leaver: Person;
let journeyPath: string;

beforeAll(async () => {
  world = await ConsoleWorld.start();
  for (let index = 0; index < 5; index += 1) await world.leave(world.okta, world.nextPerson());
  await world.leave(world.bulk, world.nextPerson());
  await world.leave(world.bulk, world.nextPerson());
  await world.world.genesys.fault({
    path: '/api/v2/users/*/station/**',
    status: 403,
    code: 'missing.permissions',
  });
  leaver = world.nextPerson();
  await world.leave(world.okta, leaver);
  const { page } = await world.openPage();
  await page.goto(`${world.url}/departures`);
  await page.getByRole('row', { name: leaver.name }).getByText('Stuck').waitFor({ timeout: 40_000 });
  await page.getByRole('link', { name: leaver.name }).click();
  await page.getByRole('heading', { level: 1, name: leaver.name }).waitFor();
  journeyPath = new URL(page.url()).pathname.replace(/^\/console/, '');
  await page.context().close();
}, 180_000);
afterAll(() => world.end());

function paths(): { readonly name: string; readonly path: string }[] {
  const pages = NAVIGATION.map(({ path, word }) => ({ name: word.toLowerCase().replaceAll(' ', '-'), path }));
  return [
    ...pages,
    { name: 'journey', path: journeyPath },
    { name: 'person', path: `/people/${leaver.id}` },
    { name: 'client', path: '/clients/okta' },
    { name: 'sessions', path: '/sessions' },
  ];
}

/** Until what the page reads at first is there. */
async function show(page: Page, path: string): Promise<void> {
  await page.goto(`${world.url}${path === '' ? '/' : path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await expect.poll(() => page.getByText('Reading …').count(), { timeout: 15_000 }).toBe(0);
}

async function onEachPage(
  options: BrowserContextOptions,
  look: (page: Page, name: string) => Promise<void>,
): Promise<void> {
  const { page, errors } = await world.openPage(options);
  for (const { name, path } of paths()) {
    await show(page, path);
    await look(page, name);
  }
  await page.context().close();
  expect(errors).toEqual([]);
}

async function takeImage(page: Page, name: string): Promise<void> {
  if (!wantsImages || !PICTURES.has(name)) return;
  mkdirSync(IMAGES, { recursive: true });
  await page.screenshot({ path: `${IMAGES}/console-${name}.png` });
}

describe('every page', () => {
  it.each(['light', 'dark'] as const)(
    'has nothing that axe objects to, in %s',
    async (colorScheme) => {
      const found: string[] = [];
      await onEachPage({ colorScheme, viewport: { width: 1120, height: 700 } }, async (page, name) => {
        found.push(...(await findViolations(page)).map((violation) => `${name}: ${violation}`));
        if (colorScheme === 'light' || name === 'overview')
          await takeImage(page, colorScheme === 'light' ? name : `${name}-dark`);
      });
      expect(found).toEqual([]);
    },
    180_000,
  );

  it('would not pass with an image and a button that say nothing', async () => {
    const { page } = await world.openPage();
    const flaws = '<img src="/console/x.png"><button class="button" id="a"></button>';
    await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', '${flaws}')`);
    const rules = (await findViolations(page)).map((violation) => violation.split(':', 1)[0]);
    expect(rules).toEqual(expect.arrayContaining(['image-alt', 'button-name']));
    await page.context().close();
  });

  it('fits a phone of 360 pixels, where axe has no objection either', async () => {
    const found: string[] = [];
    await onEachPage(
      { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true },
      async (page, name) => {
        const width = Number(await page.evaluate('document.documentElement.scrollWidth'));
        if (width > 360) found.push(`${name} is ${width} pixels wide`);
        found.push(...(await findViolations(page)).map((violation) => `${name}: ${violation}`));
        if (name === 'departures') await takeImage(page, `${name}-phone`);
      },
    );
    expect(found).toEqual([]);
  }, 180_000);

  it('can be reached by keyboard, and begins with a way past the navigation', async () => {
    const { page } = await world.openPage();
    await show(page, '/departures');
    await page.keyboard.press('Tab');
    await page.getByRole('link', { name: 'Skip to the content' }).waitFor();
    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.context().close();
  });
});

it.each([
  [
    'en-US',
    'America/New_York',
    /^[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d{2}:\d{2}\s[AP]M$/,
    'America/New_York (GMT-5)',
  ],
  ['de-DE', 'Europe/Berlin', /^\d{2}\.\d{2}\.\d{4}, \d{2}:\d{2}:\d{2}$/, 'Europe/Berlin (GMT+1)'],
])(
  'writes times as in %s, says the time zone, and has exact ones in UTC',
  async (locale, timezoneId, form, zone) => {
    const { page } = await world.openPage({ locale, timezoneId });
    await show(page, '/departures');
    const time = page.getByRole('table').locator('time').first();
    expect(await time.textContent()).toMatch(form);
    expect(await time.getAttribute('title')).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3} UTC$/);
    await page.getByText(`Times: ${zone}`).waitFor();
    await page.context().close();
  },
);

it('can be used within a second', async () => {
  const { page } = await world.openPage();
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    await page.goto('about:blank');
    const begun = performance.now();
    await page.goto(`${world.url}/`, { waitUntil: 'commit' });
    await page.getByRole('heading', { level: 2, name: 'Genesys Cloud', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Departures', exact: true }).click({ trial: true });
    times.push(performance.now() - begun);
  }
  const [, , median = Number.NaN] = times.toSorted((a, b) => a - b);
  reportFigure('from opening the overview to its figures, usable', median);
  expect(median).toBeLessThan(LOADED_WITHIN_MS);
  await page.context().close();
});
