/** Random filters over random people, beside a reference that is as plain as the RFC's sentences. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JsonObject, JsonValue, ScimResource } from '../../../src/scim/backend.ts';
import { matches } from '../../../src/scim/filter/match.ts';
import { parseFilter } from '../../../src/scim/filter/parser.ts';
import { loadSchemaCatalogue } from '../../../src/scim/schema/catalogue.ts';
import { ENTERPRISE } from '../memory-backend.ts';
import { RUNS, RUNS_TIMEOUT } from '../runs.ts';

const { schema } = loadSchemaCatalogue().users;

type Literal = string | boolean | null;
interface Comparison {
  readonly kind: 'compare';
  readonly name: string;
  readonly operator: string;
  readonly literal: Literal;
}
type Tree =
  | Comparison
  | { readonly kind: 'pr'; readonly name: string }
  | { readonly kind: 'and' | 'or'; readonly left: Tree; readonly right: Tree }
  | { readonly kind: 'not' | 'group'; readonly term: Tree }
  | { readonly kind: 'emails'; readonly where: Tree };

const TEXTS = ['a', 'A', 'ab', 'b', 'B a', 'ä', 'x"y', ' and ', ')', ']', '\\', '0'];
const DATES = ['2024-01-01T00:00:00Z', '2024-01-01T01:00:00+01:00', '2024-02-03T04:05:06.007Z'];
const STRING_OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'];
const DATE_OPERATORS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
/** Compared exactly; everything else that is text without regard to case (RFC 7643 section 7). */
const CASE_EXACT: ReadonlySet<string> = new Set(['externalId']);

const text = fc.constantFrom(...TEXTS);
const compare = (names: readonly string[], operators: readonly string[], literal: fc.Arbitrary<Literal>) =>
  fc.record({
    kind: fc.constant('compare' as const),
    name: fc.constantFrom(...names),
    operator: fc.constantFrom(...operators),
    literal,
  });
const nullComparison = (names: readonly string[]) => compare(names, ['eq', 'ne'], fc.constant(null));
const presence = (names: readonly string[]) =>
  fc.record({ kind: fc.constant('pr' as const), name: fc.constantFrom(...names) });

const STRINGS = [
  'title',
  'externalId',
  'displayName',
  'name.familyName',
  'emails.type',
  'emails',
  `${ENTERPRISE}:department`,
];
const userTerm: fc.Arbitrary<Tree> = fc.oneof(
  { weight: 5, arbitrary: compare(STRINGS, STRING_OPERATORS, text) },
  { weight: 1, arbitrary: compare(['active'], ['eq', 'ne'], fc.boolean()) },
  { weight: 1, arbitrary: compare(['meta.lastModified'], DATE_OPERATORS, fc.constantFrom(...DATES)) },
  { weight: 1, arbitrary: nullComparison(['title', 'name.familyName']) },
  { weight: 2, arbitrary: presence([...STRINGS, 'active', 'name', 'nickName']) },
);
const emailTerm: fc.Arbitrary<Tree> = fc.oneof(
  compare(['type', 'value'], STRING_OPERATORS, text),
  presence(['type', 'value', 'display']),
);

function treeOf(term: fc.Arbitrary<Tree>, depth: number): fc.Arbitrary<Tree> {
  if (depth === 0) return term;
  const below = treeOf(term, depth - 1);
  const junction = fc.constantFrom('and' as const, 'or' as const);
  return fc.oneof(
    { weight: 3, arbitrary: term },
    { weight: 3, arbitrary: fc.record({ kind: junction, left: below, right: below }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constantFrom('not' as const, 'group' as const), term: below }),
    },
  );
}

const emailsTerm: fc.Arbitrary<Tree> = treeOf(emailTerm, 2).map((where) => ({ kind: 'emails', where }));
const tree = treeOf(fc.oneof({ weight: 4, arbitrary: userTerm }, { weight: 1, arbitrary: emailsTerm }), 3);

/** `or` binds weaker than `and`: a disjunction below a conjunction needs parentheses, and nothing else does. */
function write(node: Tree, style: number): string {
  const shout = (word: string) => (style % 2 === 0 ? word : word.toUpperCase());
  switch (node.kind) {
    case 'compare':
      return `${node.name} ${shout(node.operator)} ${JSON.stringify(node.literal)}`;
    case 'pr':
      return `${shout(node.name)}  ${shout('pr')}`;
    case 'not':
      return `${shout('not')} (${write(node.term, style)})`;
    case 'group':
      return `( ${write(node.term, style)} )`;
    case 'emails':
      return `emails[${write(node.where, style)}]`;
    case 'or':
      return `${write(node.left, style)} ${shout('or')} ${write(node.right, style)}`;
    case 'and':
      return [node.left, node.right]
        .map((side) => (side.kind === 'or' ? `(${write(side, style)})` : write(side, style)))
        .join(` ${shout('and')} `);
  }
}

function isGiven(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}

type Look = (name: string) => readonly unknown[];

function holds(node: Tree, look: Look, emails: readonly JsonObject[]): boolean {
  switch (node.kind) {
    case 'and':
      return holds(node.left, look, emails) && holds(node.right, look, emails);
    case 'or':
      return holds(node.left, look, emails) || holds(node.right, look, emails);
    case 'not':
      return !holds(node.term, look, emails);
    case 'group':
      return holds(node.term, look, emails);
    case 'emails':
      return emails.some((email) => holds(node.where, (name) => [email[name]].filter(isGiven), []));
    case 'pr':
      return look(node.name).length > 0;
    case 'compare':
      return isTrue(node, look(node.name));
  }
}

function isTrue({ name, operator, literal }: Comparison, found: readonly unknown[]): boolean {
  if (literal === null) return operator === 'eq' ? found.length === 0 : found.length > 0;
  if (operator === 'ne' && found.length === 0) return true;
  const fold = (value: unknown): string | number | boolean => {
    if (typeof value === 'boolean') return value;
    if (name.startsWith('meta.')) return new Date(String(value)).getTime();
    return CASE_EXACT.has(name) ? String(value) : String(value).toLowerCase();
  };
  const right = fold(literal);
  return found.some((value) => {
    const left = fold(value);
    switch (operator) {
      case 'eq':
        return left === right;
      case 'ne':
        return left !== right;
      case 'co':
        return String(left).includes(String(right));
      case 'sw':
        return String(left).startsWith(String(right));
      case 'ew':
        return String(left).endsWith(String(right));
      case 'gt':
        return left > right;
      case 'ge':
        return left >= right;
      case 'lt':
        return left < right;
      default:
        return left <= right;
    }
  });
}

const email = fc.record({ type: text, value: text, display: text }, { requiredKeys: [] });
const person = fc.record(
  {
    title: fc.oneof(text, fc.constant('')),
    externalId: text,
    displayName: text,
    active: fc.boolean(),
    name: fc.record({ familyName: text, givenName: text }, { requiredKeys: [] }),
    emails: fc.array(email, { maxLength: 3 }),
    [ENTERPRISE]: fc.record({ department: text, employeeNumber: text }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

function lookIn(attributes: JsonObject, lastModified: string | undefined): Look {
  const part = (holder: JsonValue | undefined, name: string): unknown =>
    typeof holder === 'object' && holder !== null && !Array.isArray(holder) ? holder[name] : undefined;
  const emails = objectsOf(attributes.emails);
  return (name) => {
    if (name === 'emails') return emails.map(({ value }) => value).filter(isGiven);
    if (name === 'emails.type') return emails.map(({ type }) => type).filter(isGiven);
    if (name === 'meta.lastModified') return [lastModified].filter(isGiven);
    if (name === 'name.familyName') return [part(attributes.name, 'familyName')].filter(isGiven);
    if (name.startsWith(ENTERPRISE)) return [part(attributes[ENTERPRISE], 'department')].filter(isGiven);
    return [attributes[name]].filter(isGiven);
  };
}

function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value)
    ? value.filter((element): element is JsonObject => typeof element === 'object' && element !== null)
    : [];
}

/** A bare `emails pr` asks for an element with anything in it. */
function presenceOfEmails(look: Look, emails: readonly JsonObject[]): Look {
  return (name) => (name === 'emails pr' ? emails.filter(isGiven) : look(name));
}

function markPresence(node: Tree): Tree {
  switch (node.kind) {
    case 'pr':
      return node.name === 'emails' ? { ...node, name: 'emails pr' } : node;
    case 'and':
    case 'or':
      return { ...node, left: markPresence(node.left), right: markPresence(node.right) };
    case 'not':
    case 'group':
      return { ...node, term: markPresence(node.term) };
    default:
      return node;
  }
}

it(
  `a filter holds as its reference says, in ${RUNS} random cases`,
  () => {
    fc.assert(
      fc.property(
        tree,
        person,
        fc.option(fc.constantFrom(...DATES), { nil: undefined }),
        fc.nat(1),
        (node, attributes: JsonObject, lastModified, style) => {
          const meta = lastModified === undefined ? {} : { lastModified };
          const resource: ScimResource = { id: '1', meta, attributes };
          // RFC 7643 section 2.5: an empty element is not assigned.
          const emails = objectsOf(attributes.emails).filter(isGiven);
          const look = presenceOfEmails(lookIn(attributes, lastModified), emails);
          const filter = write(node, style);
          expect(matches(parseFilter(filter, schema), resource), filter).toBe(
            holds(markPresence(node), look, emails),
          );
        },
      ),
      { numRuns: RUNS },
    );
  },
  RUNS_TIMEOUT,
);
