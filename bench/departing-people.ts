/** Agents of the simulated organisation, made alike: 10 of 20 queues, 4 skills, 2 languages, 3 roles. */

import { z } from 'zod';

const QUEUES = 20;
const QUEUES_EACH = 10;
const SKILLS_EACH = 4;
const LANGUAGES_EACH = 2;
const ROLES_EACH = 3;
/** Below what a token may ask in a minute. */
const CALLS_A_TOKEN = 280;

const page = z.object({ entities: z.array(z.object({ id: z.string(), name: z.string() })) });
const ids = z.object({ entities: z.array(z.object({ id: z.string() })) });
const token = z.object({ access_token: z.string() });
const queue = z.object({
  entities: z.array(z.object({ id: z.string(), memberGroups: z.array(z.unknown()) })),
});
const subject = z.object({
  grants: z.array(
    z.object({
      subjectId: z.string(),
      role: z.object({ id: z.string() }),
      division: z.object({ id: z.string() }),
    }),
  ),
});

/** Logs in anew before the rate limit would stop it. */
class Administrator {
  readonly #url: string;
  #calls = CALLS_A_TOKEN;
  #token = '';

  constructor(url: string) {
    this.#url = url;
  }

  async send(method: string, path: string, body?: unknown): Promise<unknown> {
    if (this.#calls >= CALLS_A_TOKEN) await this.#logIn();
    this.#calls += 1;
    const response = await fetch(`${this.#url}/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async #logIn(): Promise<void> {
    const response = await fetch(`${this.#url}/oauth/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from('administrator:x').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    this.#token = token.parse(await response.json()).access_token;
    this.#calls = 0;
  }
}

async function chooseQueues(admin: Administrator): Promise<string[]> {
  const { entities } = queue.parse(await admin.send('GET', '/routing/queues?pageSize=500'));
  const direct = entities.filter(({ memberGroups }) => memberGroups.length === 0).map(({ id }) => id);
  if (direct.length < QUEUES) throw new Error(`only ${direct.length} queues have no group`);
  return direct;
}

async function changeMembers(admin: Administrator, id: string, people: readonly string[], remove: boolean) {
  for (let from = 0; from < people.length; from += 100) {
    const body = people.slice(from, from + 100).map((person) => ({ id: person }));
    await admin.send('POST', `/routing/queues/${id}/members?delete=${remove}`, body);
  }
}

async function limitRoles(admin: Administrator, id: string): Promise<void> {
  const { grants } = subject.parse(await admin.send('GET', `/authorization/subjects/${id}`));
  const direct = grants.filter(({ subjectId }) => subjectId === id);
  for (const { role, division } of direct.slice(ROLES_EACH)) {
    await admin.send('DELETE', `/authorization/subjects/${id}/divisions/${division.id}/roles/${role.id}`);
  }
}

/** Languages cannot be replaced in one call. */
async function setLanguages(admin: Administrator, id: string, languages: readonly string[]): Promise<void> {
  const { entities } = ids.parse(await admin.send('GET', `/users/${id}/routinglanguages?pageSize=50`));
  for (const { id: language } of entities) {
    if (!languages.includes(language))
      await admin.send('DELETE', `/users/${id}/routinglanguages/${language}`);
  }
  const body = languages.map((language) => ({ id: language, proficiency: 3 }));
  await admin.send('PATCH', `/users/${id}/routinglanguages/bulk`, body);
}

/** Ids of so many people. */
export async function prepareLeavers(url: string, count: number): Promise<string[]> {
  const admin = new Administrator(url);
  const list = async (path: string) => page.parse(await admin.send('GET', path)).entities.map(({ id }) => id);
  const everybody = [
    ...(await list('/users?state=active&pageSize=500')),
    ...(await list('/users?state=active&pageSize=500&pageNumber=2')),
  ];
  const people = everybody.slice(0, count);
  const skills = (await list('/routing/skills?pageSize=100')).slice(0, SKILLS_EACH);
  const languages = (await list('/routing/languages?pageSize=100')).slice(0, LANGUAGES_EACH);
  const queues = await chooseQueues(admin);
  for (const [index, id] of queues.entries()) {
    await changeMembers(admin, id, people, true);
    if (index >= QUEUES) continue;
    const members = people.filter((_, person) => (index + person) % QUEUES < QUEUES_EACH);
    await changeMembers(admin, id, members, false);
  }
  for (const id of people) {
    await limitRoles(admin, id);
    await admin.send(
      'PUT',
      `/users/${id}/routingskills/bulk`,
      skills.map((skill) => ({ id: skill, proficiency: 3 })),
    );
    await setLanguages(admin, id, languages);
  }
  return people;
}
