/** A bridge, a simulated Genesys Cloud and a browser that looks at the console. */

import { writeFileSync } from 'node:fs';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { makeFolder, removeFolder } from '../../e2e/harness/processes.ts';
import type { ScimApi } from '../../e2e/harness/scim-api.ts';
import { World } from '../../e2e/harness/world.ts';
import { launchBrowser } from './browser.ts';

const POLICY = `
clients:
  okta: { guard: off }
  bulk: { guard: { deactivations: 1, within: 1h } }
`;

export interface Person {
  readonly id: string;
  readonly name: string;
}

export class ConsoleWorld {
  readonly world: World;
  readonly okta: ScimApi;
  /** Held by the guard after one deactivation. */
  readonly bulk: ScimApi;
  readonly #browser: Browser;
  readonly #adminToken: string;
  readonly #folder: string;
  readonly #people: Person[];

  private constructor(
    world: World,
    clients: { readonly okta: ScimApi; readonly bulk: ScimApi },
    browser: Browser,
    adminToken: string,
    folder: string,
    people: Person[],
  ) {
    this.world = world;
    this.okta = clients.okta;
    this.bulk = clients.bulk;
    this.#browser = browser;
    this.#adminToken = adminToken;
    this.#folder = folder;
    this.#people = people;
  }

  static async start(): Promise<ConsoleWorld> {
    const folder = await makeFolder();
    writeFileSync(`${folder}/policy.yaml`, POLICY);
    const world = await World.start({ env: { BRIDGE_CONFIG: `${folder}/policy.yaml` } });
    const clients = { okta: await world.createClient('okta'), bulk: await world.createClient('bulk') };
    const adminToken = await world.createToken('ops', 'admin');
    await world.startBridge();
    const people: Person[] = await world.genesys.users('active');
    return new ConsoleWorld(world, clients, await launchBrowser(), adminToken, folder, people);
  }

  get url(): string {
    return `http://127.0.0.1:${this.world.port}/console`;
  }

  get adminToken(): string {
    return this.#adminToken;
  }

  /** Somebody whom no other test touches. */
  nextPerson(): Person {
    const person = this.#people.pop();
    if (person === undefined) throw new Error('The organisation has nobody left for this test');
    return person;
  }

  async leave(client: ScimApi, { id }: Person): Promise<number> {
    const { status } = await client.patch(id, [{ op: 'replace', path: 'active', value: false }]);
    return status;
  }

  async openContext(options: BrowserContextOptions = {}): Promise<BrowserContext> {
    return await this.#browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London', ...options });
  }

  async signIn(page: Page): Promise<void> {
    await page.goto(`${this.url}/`);
    await page.getByLabel("Administrator's token").fill(this.#adminToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  }

  /** A page of somebody signed in; errors of its scripts fail the test that reads them. */
  async openPage(options: BrowserContextOptions = {}): Promise<{ page: Page; errors: string[] }> {
    const context = await this.openContext(options);
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) errors.push(message.text());
    });
    await this.signIn(page);
    return { page, errors };
  }

  async end(): Promise<void> {
    await this.#browser.close();
    await this.world.end();
    await removeFolder(this.#folder);
  }
}
