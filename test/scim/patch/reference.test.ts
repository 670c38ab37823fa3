/** Random PATCH requests on random resources, beside a reference that does one sentence of the RFC after the other. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../src/scim/backend.ts';
import { applyPatch } from '../../../src/scim/patch/apply.ts';
import { parsePatch } from '../../../src/scim/patch/operation.ts';
import { loadSchemaCatalogue } from '../../../src/scim/schema/catalogue.ts';
import type { ResourceSchema } from '../../../src/scim/schema/resource-schema.ts';
import { PATCH_OP_URN } from '../../../src/scim/schema/urns.ts';
import { ENTERPRISE } from '../memory-backend.ts';
import { RUNS, RUNS_TIMEOUT } from '../runs.ts';

const { users, groups } = loadSchemaCatalogue();

/** An operation as a client sends it, and what it does to a resource. */
interface Step {
  readonly operation: JsonObject;
  readonly perform: (resource: Draft) => void;
}

interface Email {
  value: string;
  type: string;
  primary?: boolean;
}

/** A resource with everything in its place, empty or not. */
interface Draft {
  readonly simple: Map<string, JsonValue>;
  readonly name: Map<string, string>;
  readonly enterprise: Map<string, string>;
  emails: Email[];
  members: string[];
}

const TEXTS = ['a', 'b', 'c d', '"q"', '__proto__'];
const text = fc.constantFrom(...TEXTS);
const verb = fc.constantFrom('add', 'replace', 'Replace', 'ADD');
const cleared = fc.constantFrom<JsonValue>(null, '');

const setTitle: fc.Arbitrary<Step> = fc
  .tuple(verb, fc.constantFrom('title', 'TITLE', `${users.schema.id}:title`), text)
  .map(([op, path, value]) => ({
    operation: { op, path, value },
    perform: ({ simple }) => simple.set('title', value),
  }));

const clearTitle: fc.Arbitrary<Step> = fc
  .oneof(
    fc.constant<JsonObject>({ op: 'remove', path: 'title' }),
    cleared.map((value): JsonObject => ({ op: 'replace', path: 'title', value })),
    cleared.map((value): JsonObject => ({ op: 'replace', value: { title: value } })),
  )
  .map((operation) => ({ operation, perform: ({ simple }) => simple.delete('title') }));

const setActive: fc.Arbitrary<Step> = fc
  .tuple(
    fc.boolean(),
    fc.constantFrom<(value: boolean) => JsonValue>((value) => value, String),
  )
  .map(([value, spell]) => ({
    operation: { op: 'replace', value: { ACTIVE: spell(value) } },
    perform: ({ simple }) => simple.set('active', value),
  }));

const part = fc.constantFrom('givenName', 'familyName');
const setNamePart: fc.Arbitrary<Step> = fc
  .tuple(verb, part, text, fc.nat(2))
  .map(([op, name, value, shape]) => {
    const shapes: readonly JsonObject[] = [
      { op, path: `name.${name}`, value },
      { op, path: 'name', value: { [name]: value } },
      { op, value: { [`NAME.${name}`]: value } },
    ];
    return { operation: shapes[shape] ?? {}, perform: (draft) => draft.name.set(name, value) };
  });

const clearName: fc.Arbitrary<Step> = fc.option(part, { nil: undefined }).map((name) => ({
  operation: { op: 'remove', path: name === undefined ? 'name' : `name.${name}` },
  perform: (draft) => (name === undefined ? draft.name.clear() : draft.name.delete(name)),
}));

const enterprisePart = fc.constantFrom('department', 'costCenter');
const setEnterprise: fc.Arbitrary<Step> = fc
  .tuple(verb, enterprisePart, text, fc.nat(2))
  .map(([op, name, value, shape]) => {
    const shapes: readonly JsonObject[] = [
      { op, path: `${ENTERPRISE}:${name}`, value },
      { op, path: ENTERPRISE, value: { [name]: value } },
      { op, value: { [ENTERPRISE]: { [name]: value } } },
    ];
    return { operation: shapes[shape] ?? {}, perform: (draft) => draft.enterprise.set(name, value) };
  });

const clearEnterprise: fc.Arbitrary<Step> = fc.option(enterprisePart, { nil: undefined }).map((name) => ({
  operation: { op: 'remove', path: name === undefined ? ENTERPRISE : `${ENTERPRISE}:${name}` },
  perform: (draft) => (name === undefined ? draft.enterprise.clear() : draft.enterprise.delete(name)),
}));

const address = fc.constantFrom('x@x', 'X@x', 'y@y', 'z@z');
const kind = fc.constantFrom('work', 'Work', 'home', 'other');
const email: fc.Arbitrary<Email> = fc.record({ value: address, type: kind });
const onePrimary = (emails: readonly Email[], primary: number): Email[] =>
  emails.map((one, index) => (index === primary ? { ...one, primary: true } : { ...one }));
const emails = (minLength: number) =>
  fc.tuple(fc.array(email, { minLength, maxLength: 3 }), fc.nat(4)).map(([list, at]) => onePrimary(list, at));

const equal = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();
const isSame = (left: Email, right: Email) => equal(left.value, right.value) && equal(left.type, right.type);

/** Section 3.5.2.1: what is there already stays as it is; a new primary value ends the old one. */
function addEmails(draft: Draft, added: readonly Email[]): void {
  const touched = added.map((one) => {
    const existing = draft.emails.find((other) => isSame(other, one));
    if (existing !== undefined) return Object.assign(existing, one);
    const copy = { ...one };
    draft.emails.push(copy);
    return copy;
  });
  endOtherPrimaries(draft, touched);
}

function endOtherPrimaries({ emails }: Draft, touched: readonly Email[]): void {
  const winner = touched.find(({ primary }) => primary === true);
  if (winner === undefined) return;
  for (const other of emails) if (other !== winner && other.primary === true) other.primary = false;
}

const addSomeEmails: fc.Arbitrary<Step> = emails(1).map((added) => ({
  operation: { op: 'Add', path: 'emails', value: added.map((one) => ({ ...one })) },
  perform: (draft) => addEmails(draft, added),
}));

const replaceEmails: fc.Arbitrary<Step> = emails(0).map((wanted) => ({
  operation: { op: 'replace', path: 'emails', value: wanted.map((one) => ({ ...one })) },
  perform: (draft) => {
    draft.emails = [];
    addEmails(draft, wanted);
  },
}));

const removeEmails: fc.Arbitrary<Step> = fc.tuple(email, fc.nat(3)).map(([which, shape]) => {
  const shapes: readonly (readonly [JsonObject, (one: Email) => boolean])[] = [
    [{ op: 'remove', path: 'emails' }, () => true],
    [{ op: 'remove', path: `emails[type eq "${which.type}"]` }, ({ type }) => equal(type, which.type)],
    [
      { op: 'remove', path: `emails[type eq "${which.type}" and not (value eq "${which.value}")]` },
      ({ type, value }) => equal(type, which.type) && !equal(value, which.value),
    ],
    [{ op: 'Remove', path: 'emails', value: [{ ...which }] }, (one) => isSame(one, which)],
  ];
  const [operation, isRemoved] = shapes[shape] ?? [{}, () => false];
  return {
    operation,
    perform: (draft) => {
      draft.emails = draft.emails.filter((one) => !isRemoved(one));
    },
  };
});

/** Entra's way: the element is created where it is absent. */
const setEmailValue: fc.Arbitrary<Step> = fc.tuple(verb, kind, address).map(([op, type, value]) => ({
  operation: { op, path: `emails[type eq "${type}"].value`, value },
  perform: (draft) => {
    const found = draft.emails.filter((one) => equal(one.type, type));
    for (const one of found) one.value = value;
    if (found.length === 0) draft.emails.push({ type, value });
    endOtherPrimaries(draft, found);
  },
}));

const setPrimary: fc.Arbitrary<Step> = kind.map((type) => ({
  operation: { op: 'replace', path: `emails[type eq "${type}"].primary`, value: true },
  perform: (draft) => {
    const found = draft.emails.filter((one) => equal(one.type, type));
    for (const one of found) one.primary = true;
    endOtherPrimaries(draft, found);
  },
}));

const id: fc.Arbitrary<string> = fc.constantFrom('u1', 'u2', 'u3', 'U1', 'a"b');
const changeMembers: fc.Arbitrary<Step> = fc
  .tuple(fc.array(id, { maxLength: 4 }), fc.nat(4))
  .map(([ids, shape]) => {
    const list = ids.map((value) => ({ value, $ref: null }));
    const [first = 'u1'] = ids;
    const unique = (values: readonly string[]) => [...new Set(values)];
    const shapes: readonly (readonly [JsonObject, (members: string[]) => string[]])[] = [
      [{ op: 'add', path: 'members', value: list }, (members) => unique([...members, ...ids])],
      [{ op: 'replace', path: 'members', value: list }, () => unique(ids)],
      [
        { op: 'Remove', path: 'members', value: list },
        (members) => members.filter((one) => !ids.includes(one)),
      ],
      [{ op: 'remove', path: 'members' }, () => []],
      [
        { op: 'remove', path: `members[value eq ${JSON.stringify(first)}]` },
        (members) => members.filter((one) => one !== first),
      ],
    ];
    const [operation, change] = shapes[shape] ?? [{}, (members) => members];
    return {
      operation,
      perform: (draft) => {
        draft.members = change(draft.members);
      },
    };
  });

function patched(schema: ResourceSchema, attributes: JsonObject, steps: readonly Step[]): JsonObject {
  const operations = steps.map(({ operation }) => operation);
  const parsed = parsePatch(schema, { schemas: [PATCH_OP_URN], Operations: operations });
  return applyPatch(schema, { id: '1', meta: {}, attributes }, parsed);
}

function draftOf(start: { emails?: Email[]; title?: string; members?: string[] }): Draft {
  return {
    simple: new Map(start.title === undefined ? [] : [['title', start.title]]),
    name: new Map([['familyName', 'F']]),
    enterprise: new Map([['department', 'D']]),
    emails: (start.emails ?? []).map((one) => ({ ...one })),
    members: [...(start.members ?? [])],
  };
}

function userOf(draft: Draft): JsonObject {
  return {
    userName: 'jo',
    ...Object.fromEntries(draft.simple),
    ...(draft.name.size === 0 ? {} : { name: Object.fromEntries(draft.name) }),
    ...(draft.emails.length === 0 ? {} : { emails: draft.emails.map((one) => ({ ...one })) }),
    ...(draft.enterprise.size === 0 ? {} : { [ENTERPRISE]: Object.fromEntries(draft.enterprise) }),
  };
}

function groupOf({ members }: Draft): JsonObject {
  return {
    displayName: 'G',
    ...(members.length === 0 ? {} : { members: members.map((value) => ({ value })) }),
  };
}

/** Distinct elements with at most one primary, as a backend hands out. */
const startEmails = fc
  .tuple(fc.uniqueArray(email, { maxLength: 3, comparator: isSame }), fc.nat(4))
  .map(([list, at]) => onePrimary(list, at));

const userStep = fc.oneof(
  setTitle,
  clearTitle,
  setActive,
  setNamePart,
  clearName,
  setEnterprise,
  clearEnterprise,
  addSomeEmails,
  replaceEmails,
  removeEmails,
  setEmailValue,
  setPrimary,
);

it(
  `a PATCH of a user does what its reference does, in ${RUNS} random cases`,
  () => {
    fc.assert(
      fc.property(
        startEmails,
        fc.option(text, { nil: undefined }),
        fc.array(userStep, { minLength: 1, maxLength: 5 }),
        (startingEmails, title, steps) => {
          const draft = draftOf({ emails: startingEmails, ...(title === undefined ? {} : { title }) });
          const before = userOf(draft);
          const untouched = structuredClone(before);
          const result = patched(users.schema, before, steps);
          for (const { perform } of steps) perform(draft);
          expect(result).toEqual(userOf(draft));
          expect(before).toEqual(untouched);
        },
      ),
      { numRuns: RUNS },
    );
  },
  RUNS_TIMEOUT,
);

it(
  `a PATCH of members does what its reference does, in ${RUNS} random cases`,
  () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(id, { maxLength: 4 }),
        fc.array(changeMembers, { minLength: 1, maxLength: 5 }),
        (members, steps) => {
          const draft = draftOf({ members });
          const result = patched(groups.schema, groupOf(draft), steps);
          for (const { perform } of steps) perform(draft);
          expect(result).toEqual(groupOf(draft));
        },
      ),
      { numRuns: RUNS },
    );
  },
  RUNS_TIMEOUT,
);
