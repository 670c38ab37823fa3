/** docs/mapping.md says which Genesys calls each SCIM request costs; the simulator's journal says whether it is so. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNLIMITED } from '../http/scim/harness.ts';
import { ENTERPRISE, GENESYS, OverScim } from './entitlements/over-scim.ts';

const PAGE = readFileSync(new URL('../../docs/mapping.md', import.meta.url), 'utf8');

/** The lines of the table below `## Genesys calls`, by request. */
function documentedCalls(): ReadonlyMap<string, string[]> {
  const section = PAGE.split('\n## Genesys calls\n')[1]?.split('\n## ')[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| SCIM'));
  return new Map(
    lines.map((line) => {
      const [, request = '', calls = ''] = line.split('|').map((cell) => cell.trim());
      return [request, [...calls.matchAll(/`([^`]+)`/g)].map(([, call = '']) => call)];
    }),
  );
}

let scim: OverScim;
let division: string;
let skills: string[];
let languages: string[];

beforeAll(async () => {
  scim = await OverScim.open();
  skills = await scim.names('routing/skills');
  languages = await scim.names('routing/languages');
  division = (await scim.names('authorization/divisions')).find((name) => name !== 'Home') ?? '';
  // The names are known from then on, for five minutes.
  await scim.post(full());
});

afterAll(() => scim.close());

const rated = (names: readonly string[]) => names.map((name) => ({ name, proficiency: 3 }));

/** All that the mapping knows. */
function full() {
  const userName = scim.newAddress();
  return {
    userName,
    externalId: `id of ${userName}`,
    displayName: 'Ada Lovelace',
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    title: 'Countess',
    emails: [{ value: userName, type: 'work', primary: true }],
    phoneNumbers: [
      { value: '+1 317 555 0123', type: 'work' },
      { value: 'tel:;ext=4501', type: 'work2' },
    ],
    locale: 'en-GB',
    password: 'Aa1!placeholder',
    roles: [{ value: 'User' }, { value: 'Supervisor' }],
    [ENTERPRISE]: {
      department: 'Engines',
      division,
      employeeNumber: '1815',
      dateHire: '2026-01-31',
      manager: { value: manager() },
    },
    [GENESYS]: {
      routingSkills: rated(skills.slice(0, 2)),
      routingLanguages: rated(languages.slice(0, 2)),
      externalIds: [{ authority: 'payroll', value: userName }],
    },
  };
}

let somebody: string | undefined;
function manager(): string {
  somebody ??= scim.nextPerson();
  return somebody;
}

async function joined() {
  const body = full();
  const { password: _password, ...sent } = body;
  return { id: (await scim.post(body)).body.id as string, sent };
}

const replace = (path: string, value: unknown) => ({ op: 'replace', path, value });

type Joined = Awaited<ReturnType<typeof joined>>;
const REQUESTS: Readonly<Record<string, (joiner: Joined) => Promise<{ readonly status: number }>>> = {
  '`GET /Users/{id}`': ({ id }) => scim.get(id),
  '`GET /Users/{id}` without `roles`': ({ id }) => scim.get(id, '?excludedAttributes=roles'),
  'look-up of an unknown `userName`': () => scim.server.filter('userName eq "nobody@example.com"'),
  'look-up of a known `userName`': ({ sent }) => scim.server.filter(`userName eq "${sent.userName}"`),
  '`POST`, userName only': () => scim.post({ userName: scim.newAddress() }),
  '`POST`, everything': () => scim.post(full()),
  '`PUT` that changes nothing': ({ id, sent }) => scim.put(id, sent),
  '`PATCH` that changes nothing': ({ id }) => scim.patch(id, replace('title', 'Countess')),
  '`PATCH` of three attributes': ({ id }) =>
    scim.patch(
      id,
      replace('title', 'Analyst'),
      replace(`${ENTERPRISE}:department`, 'Numbers'),
      replace('phoneNumbers[type eq "work"].value', '+1 317 555 0199'),
    ),
  'the same, answered with 204': async ({ id }) => {
    scim.server.settings = { ...UNLIMITED, patchAnswer: 204 };
    const answer = await scim.patch(
      id,
      replace('title', 'Analyst'),
      replace(`${ENTERPRISE}:department`, 'Numbers'),
      replace(`${ENTERPRISE}:employeeNumber`, '1852'),
    );
    scim.server.settings = UNLIMITED;
    return answer;
  },
  'one role for another': ({ id }) =>
    scim.patch(id, replace('roles', [{ value: 'User' }, { value: 'Admin' }])),
  'skills, any change': ({ id }) =>
    scim.patch(id, replace(`${GENESYS}:routingSkills`, rated(skills.slice(1, 4)))),
  'languages, one for another': ({ id }) =>
    scim.patch(id, replace(`${GENESYS}:routingLanguages`, rated(languages.slice(1, 3)))),
  'another division': ({ id }) => scim.patch(id, replace(`${ENTERPRISE}:division`, 'Home')),
  'another manager': ({ id }) => scim.patch(id, replace(`${ENTERPRISE}:manager`, scim.nextPerson())),
  'another externalId': ({ id }) => scim.patch(id, replace('externalId', `other id of ${id}`)),
  'a password': ({ id }) => scim.patch(id, replace('password', 'Aa1!another-one')),
};

describe('the table of Genesys calls', () => {
  it('has a line for each request that is measured here', () => {
    expect([...documentedCalls().keys()]).toEqual(Object.keys(REQUESTS));
  });

  it.each(Object.keys(REQUESTS))('is true for %s', async (name) => {
    const joiner = await joined();
    const since = await scim.genesys.lastSeq();
    const answer = await REQUESTS[name]?.(joiner);
    expect(answer?.status).toBeLessThan(300);
    const calls = (await scim.calls(since)).map((call) => call.replace(/externalid\/.*/, 'externalid/*/*'));
    if (process.env.PRINT_CALLS !== undefined) {
      process.stdout.write(`| ${name} | ${calls.map((call) => `\`${call}\``).join(', ')} |\n`);
    }
    expect(calls).toEqual(documentedCalls().get(name));
  });
});
