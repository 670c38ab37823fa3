/** Filters (RFC 7644 section 3.4.2.2). */

import { USER } from '../http/scim/harness.ts';
import { ENTERPRISE } from '../scim/memory-backend.ts';
import { filtered, get, type Probe, probe, refused } from './probe.ts';

interface Email {
  readonly value: string;
  readonly type: string;
}

export const FILTER_PROBES: readonly Probe[] = [
  filtered(
    102,
    'userName eq "user1@example.com"',
    'userName eq "user1@example.com"',
    (user) => user.userName === 'user1@example.com',
  ),
  filtered(
    103,
    'userName eq other case (caseExact=false)',
    'userName eq "USER1@EXAMPLE.COM"',
    (user) => user.id === 'u0001',
  ),
  filtered(
    104,
    'USERNAME eq (attr name case)',
    'USERNAME eq "user1@example.com"',
    (user) => user.id === 'u0001',
  ),
  filtered(
    105,
    'operator in upper case: EQ / AND',
    'userName EQ "user1@example.com" AND active EQ true',
    (user) => user.id === 'u0001',
  ),
  filtered(106, 'id eq', 'id eq "u0002"', (user) => user.id === 'u0002'),
  filtered(107, 'externalId eq', 'externalId eq "ext-2"', (user) => user.id === 'u0002'),
  filtered(108, 'ne', 'title ne "Agent"', (user) => user.title !== 'Agent'),
  filtered(109, 'co other case', 'displayName co "USER 1"', (user) =>
    user.displayName.toLowerCase().includes('user 1'),
  ),
  filtered(110, 'sw', 'userName sw "user1"', (user) => user.userName.startsWith('user1')),
  filtered(111, 'ew', 'userName ew "9@example.com"', (user) => user.userName.endsWith('9@example.com')),
  filtered(112, 'pr on absent multi-valued', 'phoneNumbers pr', (user) => user.phoneNumbers.length > 0),
  filtered(113, 'not (phoneNumbers pr)', 'not (phoneNumbers pr)', (user) => !user.phoneNumbers.length),
  filtered(114, 'active eq true', 'active eq true', (user) => user.active),
  filtered(115, 'active eq "true" (Entra)', 'active eq "true"', (user) => user.active),
  filtered(116, 'active eq False', 'active eq False', (user) => !user.active),
  filtered(
    117,
    'meta.lastModified gt',
    'meta.lastModified gt "2024-02-20T00:00:00Z"',
    (user) => new Date(user.meta.lastModified) > new Date('2024-02-20T00:00:00Z'),
  ),
  filtered(
    118,
    'meta.lastModified le',
    'meta.lastModified le "2024-02-03T00:00:00Z"',
    (user) => new Date(user.meta.lastModified) <= new Date('2024-02-03T00:00:00Z'),
  ),
  filtered(
    119,
    'userName gt (string order)',
    'userName ge "user8@example.com"',
    (user) => user.userName >= 'user8@example.com',
  ),
  filtered(
    120,
    'and / or precedence',
    'title eq "Agent" and active eq true or userName eq "user2@example.com"',
    (user) => (user.title === 'Agent' && user.active) || user.id === 'u0002',
  ),
  filtered(
    121,
    '(a or b) and c',
    '(userName eq "user1@example.com" or userName eq "user2@example.com") and title eq "Agent"',
    (user) => user.id === 'u0001',
  ),
  filtered(
    122,
    'not (a or b)',
    'not (title eq "Agent" or active eq true)',
    (user) => !(user.title === 'Agent' || user.active),
  ),
  filtered(
    123,
    'not (a and b)',
    'not (title eq "Agent" and active eq true)',
    (user) => !(user.title === 'Agent' && user.active),
  ),
  filtered(
    124,
    'nested parentheses',
    '(title eq "Agent" and (active eq true or userName sw "user5"))',
    (user) => user.title === 'Agent' && (user.active || user.userName.startsWith('user5')),
  ),
  filtered(
    125,
    'redundant parentheses ((a))',
    '((userName eq "user1@example.com"))',
    (user) => user.id === 'u0001',
  ),
  filtered(126, 'emails.value eq', 'emails.value eq "user1@example.com"', (user) =>
    user.emails.some((email: Email) => email.value === 'user1@example.com'),
  ),
  filtered(127, 'emails eq (default sub-attr value)', 'emails co "home.net"', (user) =>
    user.emails.some((email: Email) => email.value.includes('home.net')),
  ),
  filtered(
    128,
    'emails[type eq "work" and value co …]',
    'emails[type eq "work" and value co "user1@"]',
    (user) => user.id === 'u0001',
  ),
  filtered(
    129,
    'value path must hold in ONE element',
    'emails[type eq "home" and value co "example.com"]',
    (user) =>
      user.emails.some((email: Email) => email.type === 'home' && email.value.includes('example.com')),
  ),
  filtered(130, 'emails[type eq "work"] bare', 'emails[type eq "home"]', (user) =>
    user.emails.some((email: Email) => email.type === 'home'),
  ),
  filtered(
    131,
    'emails[…] or emails[…]',
    'emails[type eq "home"] or emails[value eq "user1@example.com"]',
    (user) => user.emails.some((email: Email) => email.type === 'home') || user.id === 'u0001',
  ),
  filtered(132, 'emails[not (type eq "work")]', 'emails[not (type eq "work")]', (user) =>
    user.emails.some((email: Email) => email.type !== 'work'),
  ),
  filtered(
    133,
    'emails[type eq "work"] and title',
    'emails[type eq "home"] and title eq "Agent"',
    (user) => user.emails.some((email: Email) => email.type === 'home') && user.title === 'Agent',
  ),
  filtered(
    134,
    'name.familyName eq',
    'name.familyName eq "Family3"',
    (user) => user.name.familyName === 'Family3',
  ),
  filtered(135, 'core URN prefix', `${USER}:userName eq "user1@example.com"`, (user) => user.id === 'u0001'),
  filtered(
    136,
    'extension URN attribute',
    `${ENTERPRISE}:department eq "Sales"`,
    (user) => user[ENTERPRISE].department === 'Sales',
  ),
  filtered(
    137,
    'extension URN + and',
    `${ENTERPRISE}:department eq "Sales" and active eq true`,
    (user) => user[ENTERPRISE].department === 'Sales' && user.active,
  ),
  filtered(
    138,
    'escaped quotes in value',
    'displayName eq "Say \\"hi\\" (bob)"',
    (user) => user.id === 'u0004',
  ),
  filtered(139, '\\u escape in value', 'displayName eq "User \\u0031"', (user) => user.id === 'u0001'),
  filtered(
    140,
    "value containing ' and '",
    'displayName eq "Research and Development"',
    (user) => user.id === 'u0003',
  ),
  filtered(
    141,
    "not (value containing ' and ')",
    'not (displayName eq "Research and Development")',
    (user) => user.id !== 'u0003',
  ),
  filtered(
    142,
    "value containing ')' inside group",
    '(displayName eq "a)b" or userName eq "user1@example.com")',
    (user) => user.id === 'u0001',
  ),
  filtered(
    143,
    "value containing ']' inside value path",
    'emails[value eq "a]b" or value eq "user1@example.com"]',
    (user) => user.id === 'u0001',
  ),
  filtered(144, 'displayName eq null', 'nickName eq null', (user) => user.nickName === undefined),
  filtered(
    145,
    "attr starting with 'not' / 'true' / 'null' words",
    'nickName pr',
    (user) => user.nickName !== undefined,
  ),
  filtered(
    146,
    'value eq number in string',
    `${ENTERPRISE}:employeeNumber eq "1001"`,
    (user) => user[ENTERPRISE].employeeNumber === '1001',
  ),
  filtered(147, 'extra whitespace', '  userName   eq   "user1@example.com"  ', (user) => user.id === 'u0001'),
  probe(
    148,
    'invalid: unknown operator',
    get(`/Users?filter=${encodeURIComponent('userName foo "x"')}`),
    refused('400 invalidFilter'),
  ),
  probe(
    149,
    'invalid: missing value',
    get(`/Users?filter=${encodeURIComponent('userName eq')}`),
    refused('400 invalidFilter'),
  ),
  probe(
    150,
    'invalid: unterminated string',
    get(`/Users?filter=${encodeURIComponent('userName eq "abc')}`),
    refused('400 invalidFilter'),
  ),
  probe(
    151,
    'invalid: unbalanced (',
    get(`/Users?filter=${encodeURIComponent('(userName eq "a"')}`),
    refused('400 invalidFilter'),
  ),
  probe(
    152,
    'invalid: unbalanced )',
    get(`/Users?filter=${encodeURIComponent('userName eq "a")')}`),
    refused('400 invalidFilter'),
  ),
  probe(153, 'invalid: only a word', get('/Users?filter=userName'), refused('400 invalidFilter')),
  probe(
    154,
    'invalid: trailing operator',
    get(`/Users?filter=${encodeURIComponent('userName eq "a" and')}`),
    refused('400 invalidFilter'),
  ),
  probe(
    155,
    'invalid: two expressions without logic',
    get(`/Users?filter=${encodeURIComponent('userName eq "a" active eq true')}`),
    refused('400 invalidFilter'),
  ),
  probe(
    156,
    'invalid: unquoted string value',
    get(`/Users?filter=${encodeURIComponent('userName eq abc')}`),
    refused('400 invalidFilter'),
  ),
  probe(
    157,
    'invalid: single quotes',
    get(`/Users?filter=${encodeURIComponent("userName eq 'abc'")}`),
    refused('400 invalidFilter'),
  ),
  probe(
    158,
    'invalid: leading logic operator',
    get(`/Users?filter=${encodeURIComponent('and userName eq "a"')}`),
    refused('400 invalidFilter'),
  ),
  probe(
    159,
    'invalid: gt on boolean',
    get(`/Users?filter=${encodeURIComponent('active gt true')}`),
    refused('400 invalidFilter'),
  ),
  probe(
    160,
    'invalid: unknown attribute',
    get(`/Users?filter=${encodeURIComponent('shoeSize eq "9"')}`),
    refused('400 invalidFilter'),
  ),
  probe(161, 'filter= (empty)', get('/Users?filter='), refused('400 invalidFilter')),
  probe(
    162,
    'filter given twice',
    get('/Users?filter=userName%20eq%20%22a%22&filter=userName%20eq%20%22b%22'),
    refused('400 invalidValue'),
  ),
];
