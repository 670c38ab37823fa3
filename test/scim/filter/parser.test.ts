import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BridgeError } from '../../../src/errors.ts';
import type { JsonObject, ScimResource } from '../../../src/scim/backend.ts';
import { matches } from '../../../src/scim/filter/match.ts';
import { parseFilter } from '../../../src/scim/filter/parser.ts';
import { loadSchemaCatalogue } from '../../../src/scim/schema/catalogue.ts';

const { schema } = loadSchemaCatalogue().users;

interface Email {
  readonly type?: string;
  readonly value: string;
}
interface Person {
  readonly title?: string;
  readonly active: boolean;
  readonly emails: readonly Email[];
}

/** A filter as text beside what it means, written down independently of the parser. */
interface Meaning<T> {
  readonly text: string;
  readonly holds: (subject: T) => boolean;
}

const WORDS = ['a', 'b', 'A b', 'a) or (b', 'x]', 'say "hi"', '\\', ' and ', 'ä\n', 'not'];
const word = fc.constantFrom(...WORDS);
const same = (left: string | undefined, right: string) => left?.toLowerCase() === right.toLowerCase();
const quote = (text: string) => JSON.stringify(text);

function combine<T>(term: fc.Arbitrary<Meaning<T>>): fc.Arbitrary<Meaning<T>> {
  const { tree } = fc.letrec<{ tree: Meaning<T>; node: Meaning<T> }>((tie) => ({
    tree: fc.oneof({ maxDepth: 4, withCrossShrink: true }, term, tie('node')),
    node: fc.oneof(
      fc.tuple(fc.constantFrom('and', 'OR'), fc.array(tie('tree'), { minLength: 2, maxLength: 3 })).map(join),
      tie('tree').map(({ text, holds }) => ({
        text: `not (${text})`,
        holds: (subject: T) => !holds(subject),
      })),
      tie('tree').map(({ text, holds }) => ({ text: `( ${text})`, holds })),
    ),
  }));
  return tree;
}

function join<T>([operator, terms]: [string, Meaning<T>[]]): Meaning<T> {
  const isAnd = operator === 'and';
  return {
    text: terms.map(({ text }) => `(${text})`).join(` ${operator} `),
    holds: (subject) =>
      isAnd ? terms.every(({ holds }) => holds(subject)) : terms.some(({ holds }) => holds(subject)),
  };
}

const emailTerm: fc.Arbitrary<Meaning<Email>> = fc.oneof(
  word.map((text) => ({ text: `type eq ${quote(text)}`, holds: ({ type }: Email) => same(type, text) })),
  word.map((text) => ({ text: `TYPE ne ${quote(text)}`, holds: ({ type }: Email) => !same(type, text) })),
  word.map((text) => ({
    text: `value co ${quote(text)}`,
    holds: ({ value }: Email) => value.toLowerCase().includes(text.toLowerCase()),
  })),
  fc.constant({ text: 'type pr', holds: ({ type }: Email) => type !== undefined }),
);

const personTerm: fc.Arbitrary<Meaning<Person>> = fc.oneof(
  word.map((text) => ({ text: `title eq ${quote(text)}`, holds: ({ title }: Person) => same(title, text) })),
  word.map((text) => ({
    text: `title sw ${quote(text)}`,
    holds: ({ title }: Person) => title?.toLowerCase().startsWith(text.toLowerCase()) ?? false,
  })),
  fc.constant({ text: 'title pr', holds: ({ title }: Person) => title !== undefined }),
  fc.constant({ text: 'title eq null', holds: ({ title }: Person) => title === undefined }),
  fc
    .boolean()
    .map((value) => ({ text: `active eq ${value}`, holds: ({ active }: Person) => active === value })),
  word.map((text) => ({
    text: `emails eq ${quote(text)}`,
    holds: ({ emails }: Person) => emails.some(({ value }) => same(value, text)),
  })),
  combine(emailTerm).map(({ text, holds }) => ({
    text: `emails[${text}]`,
    holds: ({ emails }: Person) => emails.some(holds),
  })),
  fc.tuple(combine(emailTerm), word).map(([{ text, holds }, value]) => ({
    text: `emails[${text}].value eq ${quote(value)}`,
    holds: ({ emails }: Person) => emails.some((email) => holds(email) && same(email.value, value)),
  })),
);

const email: fc.Arbitrary<Email> = fc.record({ type: word, value: word }, { requiredKeys: ['value'] });
const person: fc.Arbitrary<Person> = fc.record(
  { title: word, active: fc.boolean(), emails: fc.array(email, { maxLength: 3 }) },
  { requiredKeys: ['active', 'emails'] },
);

function toResource({ title, active, emails }: Person): ScimResource {
  const attributes: JsonObject = { active, emails: emails.map((each) => ({ ...each })) };
  if (title !== undefined) attributes.title = title;
  return { id: '1', meta: {}, attributes };
}

describe('parseFilter', () => {
  it('means what the grammar says', () => {
    fc.assert(
      fc.property(
        combine(personTerm),
        fc.array(person, { minLength: 1, maxLength: 8 }),
        ({ text, holds }, people) => {
          fc.pre(text.length < 5_000 && text.split(/ (?:eq|ne|co|sw|pr)/).length < 190);
          const filter = parseFilter(text, schema);
          for (const each of people) expect(matches(filter, toResource(each))).toBe(holds(each));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('refuses everything else with a 400', () => {
    const token = fc.constantFrom(
      'userName',
      'emails',
      '[',
      ']',
      '(',
      ')',
      'eq',
      'pr',
      'and',
      'or',
      'not',
      '"a"',
      '"',
      '.value',
      '\\',
      '1',
      'null',
      'meta.created',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(token).map((tokens) => tokens.join(' ')),
      fc.array(token).map((tokens) => tokens.join('')),
    );
    fc.assert(
      fc.property(text, (junk) => {
        try {
          matches(parseFilter(junk, schema), { id: '1', meta: {}, attributes: { userName: 'a' } });
        } catch (error) {
          expect(error).toBeInstanceOf(BridgeError);
          expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('binds and before or, and both before nothing', () => {
    const filter = parseFilter('title pr or active eq true and userName pr', schema);
    expect(filter).toMatchObject({ kind: 'or', terms: [{ kind: 'present' }, { kind: 'and' }] });
  });
});
