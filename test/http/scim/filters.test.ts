import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/scim/backend.ts';
import { ENTERPRISE } from '../../scim/memory-backend.ts';
import { errorOf, idsOf, ScimServer, USER } from './harness.ts';

const GENESYS = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';

const server = new ScimServer();
beforeEach(() => server.reset());

// biome-ignore lint/suspicious/noExplicitAny: predicates reach into attributes of any shape
type Person = any;
interface Email {
  value: string;
  type: string;
}
const by = (number: number) => (user: Person) => user.id === `u${String(number).padStart(4, '0')}`;
const hasEmail = (test: (email: Email) => boolean) => (user: Person) => user.emails.some(test);

const MATCHING: readonly (readonly [filter: string, matches: (user: Person) => boolean])[] = [
  ['userName eq "user1@example.com"', by(1)],
  ['userName eq "USER1@EXAMPLE.COM"', by(1)],
  ['USERNAME eq "user1@example.com"', by(1)],
  ['userName EQ "user1@example.com" AND active EQ true', by(1)],
  ['id eq "u0002"', by(2)],
  ['externalId eq "ext-2"', by(2)],
  ['externalId eq "EXT-2"', () => false],
  ['title ne "Agent"', (user) => user.title !== 'Agent'],
  ['nickName ne "x"', () => true],
  ['displayName co "USER 1"', (user) => user.displayName.includes('User 1')],
  ['userName sw "user1"', (user) => user.userName.startsWith('user1')],
  ['userName ew "9@example.com"', (user) => user.userName.endsWith('9@example.com')],
  ['phoneNumbers pr', (user) => user.phoneNumbers.length > 0],
  ['not (phoneNumbers pr)', (user) => user.phoneNumbers.length === 0],
  ['active eq true', (user) => user.active],
  ['active eq "true"', (user) => user.active],
  ['active eq False', (user) => !user.active],
  ['active pr', () => true],
  [
    'meta.lastModified gt "2024-02-20T00:00:00Z"',
    (user) => user.meta.lastModified > '2024-02-20T00:00:00.000Z',
  ],
  [
    'meta.lastModified le "2024-02-03T01:00:00+01:00"',
    (user) => user.meta.lastModified <= '2024-02-03T00:00:00.000Z',
  ],
  ['meta.resourceType eq "User" and title eq "Agent"', (user) => user.title === 'Agent'],
  ['meta.resourceType eq "Group" or id eq "u0003"', by(3)],
  ['meta.resourceType ne "User"', () => false],
  ['userName ge "user8@example.com"', (user) => user.userName >= 'user8@example.com'],
  [
    'title eq "Agent" and active eq true or userName eq "user2@example.com"',
    (user) => (user.title === 'Agent' && user.active) || by(2)(user),
  ],
  ['(userName eq "user1@example.com" or userName eq "user2@example.com") and title eq "Agent"', by(1)],
  ['not (title eq "Agent" or active eq true)', (user) => user.title !== 'Agent' && !user.active],
  ['not(title eq "Agent" and active eq true)', (user) => user.title !== 'Agent' || !user.active],
  [
    '(title eq "Agent" and (active eq true or userName sw "user5"))',
    (user) => user.title === 'Agent' && (user.active || user.userName.startsWith('user5')),
  ],
  ['((userName eq "user1@example.com"))', by(1)],
  ['emails.value eq "user1@example.com"', by(1)],
  ['emails co "home.net"', hasEmail(({ value }) => value.includes('home.net'))],
  ['emails[type eq "work" and value co "user1@"]', by(1)],
  ['emails[type eq "home" and value co "example.com"]', () => false],
  ['emails[type eq "home"]', hasEmail(({ type }) => type === 'home')],
  [
    'emails[type eq "home"] or emails[value eq "user1@example.com"]',
    (user) => user.emails.length === 2 || by(1)(user),
  ],
  ['emails[not (type eq "work")]', hasEmail(({ type }) => type !== 'work')],
  [
    'emails[type eq "home"] and title eq "Agent"',
    (user) => user.emails.length === 2 && user.title === 'Agent',
  ],
  ['emails[type eq "work"].value eq "user1@example.com"', by(1)],
  ['emails[type eq "home"].value eq "user3@example.com"', () => false],
  ['emails[type eq "home"].value pr', hasEmail(({ type }) => type === 'home')],
  ['name.familyName eq "Family3"', (user) => user.name.familyName === 'Family3'],
  [`${USER}:userName eq "user1@example.com"`, by(1)],
  [`${ENTERPRISE}:department eq "Sales"`, (user) => user[ENTERPRISE].department === 'Sales'],
  [
    `${ENTERPRISE.toUpperCase()}:DEPARTMENT eq "sales" and active eq true`,
    (user) => user[ENTERPRISE].department === 'Sales' && user.active,
  ],
  ['department eq "Sales"', (user) => user[ENTERPRISE].department === 'Sales'],
  [`${ENTERPRISE}:employeeNumber eq "1001"`, by(1)],
  ['displayName eq "Say \\"hi\\" (bob)"', by(4)],
  ['displayName eq "User \\u0031"', by(1)],
  ['displayName eq "Research and Development"', by(3)],
  ['not (displayName eq "Research and Development")', (user) => !by(3)(user)],
  ['(displayName eq "a)b" or userName eq "user1@example.com")', by(1)],
  ['emails[value eq "a]b" or value eq "user1@example.com"]', by(1)],
  ['nickName eq null', () => true],
  ['title ne null', () => true],
  ['nickName pr', () => false],
  ['  userName   eq   "user1@example.com"  ', by(1)],
  ['groups.value eq "g1" and id eq "u0007"', by(7)],
  [`schemas eq "${ENTERPRISE}"`, () => true],
  [`schemas eq "${GENESYS}"`, () => false],
  [`not (schemas eq "${ENTERPRISE.toUpperCase()}") or title eq "Agent"`, (user) => user.title === 'Agent'],
  [`schemas co "core" and active eq false`, (user) => !user.active],
  ['schemas sw "urn:example"', () => false],
  ['schemas pr and id eq "u0001"', by(1)],
  ['schemas eq null', () => false],
  ['meta[resourceType eq "User" and version eq "W/\\"4\\""]', by(4)],
  ['meta.location pr and id eq "u0002"', by(2)],
  ['meta.resourceType co "ser" and id eq "u0002"', by(2)],
  ['meta.resourceType gt "A" and id eq "u0002"', by(2)],
  [
    'name[familyName eq "family3" and givenName sw "given1"]',
    (user) => user.name.familyName === 'Family3' && user.name.givenName.startsWith('Given1'),
  ],
  [`${USER}:emails[type eq "home" and value ew "home.net"]`, hasEmail(({ type }) => type === 'home')],
  [`${USER}:name.givenName eq "GIVEN9"`, by(9)],
  [`${ENTERPRISE}:manager.value pr`, () => false],
  ['userName lt "user11@example.com"', (user) => user.userName < 'user11@example.com'],
  ['userName gt "user8@example.com"', (user) => user.userName > 'user8@example.com'],
  ['title le "agent"', (user) => user.title === 'Agent'],
  ['emails.primary eq true and id eq "u0006"', by(6)],
  ['emails[primary ne true]', (user) => user.emails.length === 2],
  ['id eq "U0001"', () => false],
  ['not (not (id eq "u0001"))', by(1)],
  ['id eq "u0001" or id eq "u0002" and title eq "nobody"', by(1)],
];

describe('a filter', () => {
  it.each(MATCHING)('%s', async (filter, matches) => {
    const everybody = [...server.users.resources.values()].map(({ id, meta, attributes }) => ({
      ...(attributes satisfies JsonObject),
      id,
      meta,
    }));
    const answer = await server.filter(filter);
    expect(answer.status).toBe(200);
    expect(idsOf(answer)).toEqual(everybody.filter(matches).map(({ id }) => id));
  });

  it('may hold a question mark as it is (RFC 3986 section 3.4)', async () => {
    const answer = await server.get('/Users?filter=userName%20eq%20"who?"&count=0');
    expect([answer.status, answer.body.totalResults]).toEqual([200, 0]);
  });

  it.each([
    ['userName foo "x"', 'position 10'],
    ['userName eq', 'position 12'],
    ['userName eq "abc', 'position 13'],
    ['userName eq "a\\qb"', 'position 13'],
    ['(userName eq "a"', 'position 17'],
    ['userName eq "a")', 'position 16'],
    ['userName', 'position 9'],
    ['userName eq "a" and', 'position 20'],
    ['userName eq "a" active eq true', 'position 17'],
    ['userName eq abc', 'double quotes'],
    ["userName eq 'abc'", 'double quotes'],
    ['and userName eq "a"', "'and' at position 1"],
    ['not userName eq "a"', 'position 5'],
    ['active gt true', 'boolean'],
    ['active eq "perhaps"', 'true or false'],
    ['shoeSize eq "9"', "'shoeSize' at position 1"],
    ['emails[shoeSize eq "9"]', "'shoeSize' at position 8"],
    ['userName[type eq "work"]', 'position 9'],
    ['emails[type eq "work"', 'position 22'],
    ['emails[type eq "work"].size eq 9', "'size'"],
    ['name eq "Jo"', 'complex'],
    ['meta.created gt "yesterday"', 'date'],
    ['title gt null', 'null'],
    ['password eq "x"', "'password'"],
    ['meta.location eq "https://x"', "compare 'id'"],
    ['userName eq 5', "'userName' at position 1 is a string: put the value in double quotes"],
    ['title eq "x" and displayName eq true', "'displayName' at position 18 is a string"],
    ['emails eq true', "'emails.value' at position 1 is a string"],
    [`${GENESYS}:routingSkills[proficiency gt "high"]`, 'is a number: compare it with one'],
    ['userName.first eq "x"', "'userName.first'"],
    ['id eq X and manager eq Y', 'double quotes'],
    ['__proto__.x eq 1', "'__proto__.x'"],
    ['constructor.keys pr', "'constructor.keys'"],
    ['urn:example:User:userName eq "x"', "'urn:example:User:userName'"],
  ])('is refused: %s', async (filter, because) => {
    const answer = await server.filter(filter);
    expect(errorOf(answer)).toBe('400 invalidFilter');
    expect(answer.body.detail).toContain(because);
    expect(server.users.calls).toEqual([]);
  });
});
