/** Filters, PATCH paths and query strings of SCIM's grammar, and the same with damage. */

import fc from 'fast-check';
import { nastyText } from './hostile-values.ts';
import { ATTRIBUTE_NAMES, SCHEMA_URNS } from './schema-values.ts';

const mangled = fc
  .tuple(fc.constantFrom(...ATTRIBUTE_NAMES), fc.nat(2))
  .map(([name, way]) => (way === 0 ? name : way === 1 ? name.toUpperCase() : name.toLowerCase()));

export const attributePath: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: mangled },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...SCHEMA_URNS), mangled).map(([urn, name]) => `${urn}:${name}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...SCHEMA_URNS, 'id', 'meta.created', 'meta.lastModified', 'schemas'),
  },
  { weight: 1, arbitrary: fc.tuple(mangled, nastyText).map(([name, text]) => `${name}.${text}`) },
);

const literal = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom('"work"', '"a@example.com"', 'true', 'false', 'null', '3', '-1.5e3'),
  },
  { weight: 2, arbitrary: nastyText.map((text) => JSON.stringify(text)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('"2026-01-01T00:00:00Z"', '"unterminated', "'single'", 'NaN', '[]', '{}'),
  },
);

const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'EQ', 'Pr', 'xx', ''];

const term = fc.oneof(
  fc.tuple(attributePath, fc.constantFrom(...OPERATORS), literal).map((parts) => parts.join(' ')),
  attributePath.map((path) => `${path} pr`),
);

const filter: fc.Arbitrary<string> = fc.letrec<{ tree: string }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    term,
    fc.tuple(tie('tree'), fc.constantFrom('and', 'or', 'AND'), tie('tree')).map((parts) => parts.join(' ')),
    tie('tree').map((inner) => `not (${inner})`),
    tie('tree').map((inner) => `(${inner})`),
    fc.tuple(attributePath, tie('tree')).map(([path, inner]) => `${path}[${inner}]`),
  ),
})).tree;

/** Cuts, doubles and spoils text anywhere. */
export function damaged(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(
      text,
      fc.nat(5_000),
      fc.constantFrom('(', ')', '[', ']', '"', '\\', ' ', '.', ':', '\u0000', ''),
      fc.nat(3),
    )
    .map(([whole, pick, junk, way]) => {
      const at = pick % (whole.length + 1);
      if (way === 0) return whole.slice(0, at);
      if (way === 1) return whole.slice(0, at) + junk + whole.slice(at);
      if (way === 2) return whole.slice(0, at) + whole.slice(at + 1);
      return junk.repeat(1 + (pick % 400)) + whole;
    });
}

export const anyFilter = fc.oneof(
  { weight: 5, arbitrary: filter },
  { weight: 2, arbitrary: damaged(filter) },
  { weight: 1, arbitrary: nastyText },
);

export const patchPath: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: attributePath },
  { weight: 3, arbitrary: fc.tuple(attributePath, term).map(([path, inner]) => `${path}[${inner}]`) },
  {
    weight: 3,
    arbitrary: fc.tuple(attributePath, term, mangled).map(([path, inner, sub]) => `${path}[${inner}].${sub}`),
  },
  { weight: 2, arbitrary: damaged(attributePath) },
  { weight: 1, arbitrary: nastyText },
);

const count = fc.oneof(
  fc.constantFrom('0', '1', '2', '10', '-1', '200', '99999999999', '1e3', 'x', ''),
  nastyText,
);

const parameter: fc.Arbitrary<readonly [string, string]> = fc.oneof(
  { weight: 5, arbitrary: anyFilter.map((text) => ['filter', text] as const) },
  {
    weight: 2,
    arbitrary: fc
      .array(attributePath, { maxLength: 4 })
      .map((names) => ['attributes', names.join(',')] as const),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(attributePath, { maxLength: 4 })
      .map((names) => ['excludedAttributes', names.join(', ')] as const),
  },
  { weight: 1, arbitrary: attributePath.map((path) => ['sortBy', path] as const) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('ascending', 'descending', 'up', '')
      .map((order) => ['sortOrder', order] as const),
  },
  { weight: 2, arbitrary: count.map((text) => ['count', text] as const) },
  { weight: 2, arbitrary: count.map((text) => ['startIndex', text] as const) },
  { weight: 1, arbitrary: fc.oneof(fc.constant(''), nastyText).map((text) => ['cursor', text] as const) },
  { weight: 1, arbitrary: fc.tuple(nastyText, nastyText) },
);

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

const MOST_IN_TARGET = 12_000;

export const queryString: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(parameter, { maxLength: 4 }),
    fc.constantFrom('', '', '', '', '&&', '&%', '&filter=%ff', '&filter[x]=1', '&__proto__=1'),
    // Whole pages of three thousand people at every request would measure patience.
    fc.constantFrom('&count=5', '&count=3', ''),
  )
  .map(([parameters, junk, limit]) => {
    const all = parameters.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
    const text = `${all.slice(0, MOST_IN_TARGET)}${junk}${parameters.some(([name]) => name === 'count') ? '' : limit}`;
    return text === '' ? '' : `?${text}`;
  });
