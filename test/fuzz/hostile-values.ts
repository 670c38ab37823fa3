/** JSON values that software trips over, and ways to damage a JSON document and its text. */

import fc from 'fast-check';

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

const NASTY_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00x',
  '\u202e\u200b\ufeff',
  'İıſK',
  'e\u0301'.repeat(50),
  '🏳️‍🌈'.repeat(20),
  '../../../etc/passwd',
  '%2e%2e%2f',
  "'; drop table bridge.person; --",
  '" or "1" eq "1',
  '<script>alert(1)</script>',
  '{{7*7}}#{7*7}',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'true',
  'null',
  '0',
  '-1',
  '1e999',
  '\\',
  '\n\r\t',
  '*',
  '-',
  'bulkId:x',
  'urn:ietf:params:scim:schemas:core:2.0:User',
];

const bigText = fc.constantFrom('x'.repeat(3_000), 'ä'.repeat(9_000), '('.repeat(20_000), '"'.repeat(5_000));

/** Halves of surrogate pairs among them. fast-check's own unit of all characters takes a second to be made. */
const anyCharacters = fc
  .array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff), fc.nat(0x10ffff)), { maxLength: 30 })
  .map((points) => String.fromCodePoint(...points));

export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...NASTY_TEXTS) },
  { weight: 4, arbitrary: anyCharacters },
  { weight: 1, arbitrary: bigText },
);

const nastyNumber = fc.constantFrom(
  0,
  -0,
  -1,
  0.1,
  1e308,
  -1e308,
  2 ** 53,
  -(2 ** 31),
  4_294_967_296,
  1e-320,
);

function nest(depth: number, wrap: (inner: Json) => Json): Json {
  let value: Json = 'x';
  for (let level = 0; level < depth; level += 1) value = wrap(value);
  return value;
}

const deep = fc.constantFrom(12, 200, 3_000).chain((depth) =>
  fc.constantFrom(
    nest(depth, (inner) => [inner]),
    nest(depth, (inner) => ({ value: inner })),
  ),
);

/** An own property, which an object literal cannot have. */
function withProto(value: Json): Json {
  return JSON.parse(`{"__proto__":${JSON.stringify(value)},"constructor":{"prototype":{"polluted":true}}}`);
}

export const hostileValue: fc.Arbitrary<Json> = fc.oneof(
  { weight: 8, arbitrary: nastyText },
  { weight: 4, arbitrary: nastyNumber },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Json>(null, true, false, [], {}, [[]], [null], [{}], { value: null }),
  },
  { weight: 1, arbitrary: deep },
  { weight: 2, arbitrary: fc.constantFrom<Json>({ polluted: true }, 'x', null).map(withProto) },
  { weight: 1, arbitrary: fc.constant<Json>(Array.from({ length: 1_500 }, () => ({ value: 'x' }))) },
);

type Edit = 'replace' | 'remove' | 'mangle' | 'add' | 'wrap' | 'unwrap' | 'double';

interface Damage {
  /** Which node, counted around the document. */
  readonly pick: number;
  readonly edit: Edit;
  readonly name: string;
  readonly value: Json;
}

const EDITS: readonly Edit[] = ['replace', 'remove', 'mangle', 'add', 'wrap', 'unwrap', 'double'];
const NAMES = [
  '__proto__',
  'constructor',
  'id',
  'meta',
  'schemas',
  '',
  'x.y',
  'a[b eq 1]',
  '$ref',
  'VALUE',
  'op',
];

export const damage: fc.Arbitrary<Damage> = fc.record({
  pick: fc.nat(1_000),
  edit: fc.constantFrom(...EDITS),
  name: fc.oneof(fc.constantFrom(...NAMES), nastyText),
  value: hostileValue,
});

/** Below it a document is left as it is: it is deep because it is hostile already. */
const DEEPEST = 12;

function countNodes(value: Json | undefined, depth = DEEPEST): number {
  if (typeof value !== 'object' || value === null || depth === 0) return 1;
  return 1 + Object.values(value).reduce<number>((sum, part) => sum + countNodes(part, depth - 1), 0);
}

function mangleCase(name: string, pick: number): string {
  return [...name]
    .map((letter, at) => ((pick + at) % 2 ? letter.toUpperCase() : letter.toLowerCase()))
    .join('');
}

function fromEntries(entries: readonly (readonly [string, Json | undefined])[]): Json {
  return Object.fromEntries(entries);
}

function editNode(value: Json, { edit, name, value: hostile }: Damage): Json {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  switch (edit) {
    case 'wrap':
      return [value];
    case 'unwrap':
      return Array.isArray(value) ? (value[0] ?? null) : isObject ? (Object.values(value)[0] ?? null) : [];
    case 'double':
      return Array.isArray(value) ? [...value, ...value] : [value, value];
    case 'add':
      return isObject ? fromEntries([...Object.entries(value), [name, hostile]]) : hostile;
    default:
      return hostile;
  }
}

/** Edits the node that `pick` falls on; the document itself is node 0. */
export function applyDamage(document: Json, damage: Damage): Json {
  const target = damage.pick % countNodes(document);
  let seen = 0;
  const visit = (value: Json | undefined, depth = DEEPEST): Json => {
    if (value === undefined) return null;
    const isTarget = seen === target;
    seen += 1;
    if (isTarget) return editNode(value, damage);
    if (typeof value !== 'object' || value === null || depth === 0) return value;
    if (Array.isArray(value)) return value.map((part) => visit(part, depth - 1));
    return fromEntries(
      Object.entries(value).flatMap(([name, part]) => {
        const isNext = seen === target;
        const edited = visit(part, depth - 1);
        if (isNext && damage.edit === 'remove') return [];
        if (isNext && damage.edit === 'mangle') return [[mangleCase(name, damage.pick), part] as const];
        return [[name, edited] as const];
      }),
    );
  };
  return visit(document);
}

/** What becomes of the text of a document on its way. */
export const textDamage: fc.Arbitrary<(text: string) => Buffer> = fc
  .tuple(fc.nat(10_000), nastyText, fc.nat(9))
  .map(([pick, junk, way]) => (text: string) => {
    const at = text.length === 0 ? 0 : pick % text.length;
    const names = [...text.matchAll(/"([^"\\]{1,40})":/g)];
    const twice = names[pick % Math.max(1, names.length)];
    switch (way) {
      case 0:
        return Buffer.from(text.slice(0, at));
      case 1:
        return Buffer.from(text.slice(0, at) + junk + text.slice(at));
      case 2:
        return Buffer.from(text.slice(0, at) + text.slice(at + 1));
      case 3:
        return Buffer.from(`\ufeff${text}`);
      case 4:
        return Buffer.concat([
          Buffer.from(text.slice(0, at)),
          Buffer.from([0xff, 0xc0, 0x80]),
          Buffer.from(text.slice(at)),
        ]);
      case 5:
        return Buffer.from(text, 'utf16le');
      case 6:
        return Buffer.from(text.replace(/:\s*(true|false|\d+)/, ':1e999'));
      case 7:
        return Buffer.from(`${text}${text}`);
      default:
        return Buffer.from(
          twice === undefined
            ? text
            : `${text.slice(0, twice.index)}${JSON.stringify(twice[1])}:${JSON.stringify(junk)},${text.slice(twice.index)}`,
        );
    }
  });
