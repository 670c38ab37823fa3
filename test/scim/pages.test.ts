import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject, ScimResource } from '../../src/scim/backend.ts';
import { sortResources, takeCursorPage, takePage } from '../../src/scim/pages.ts';
import { loadSchemaCatalogue } from '../../src/scim/schema/catalogue.ts';
import { resolveAttribute, withDefaultSub } from '../../src/scim/schema/path.ts';

const { schema } = loadSchemaCatalogue().users;
const NOTHING = { has: () => false };

function resource(id: string, attributes: JsonObject, meta = {}): ScimResource {
  return { id, attributes, meta };
}

function sorted(resources: readonly ScimResource[], name: string, descending = false): string[] {
  const by = withDefaultSub(resolveAttribute(schema, name, 'invalidPath'));
  return sortResources(resources, { by, descending }).map(({ id }) => id);
}

describe('sorting', () => {
  it('follows the case rule of the attribute', () => {
    const names = ['b', 'A', 'a', 'C'];
    const users = names.map((name, at) => resource(`${at}`, { userName: name, externalId: name }));
    expect(sorted(users, 'userName')).toEqual(['1', '2', '0', '3']);
    expect(sorted(users, 'externalId')).toEqual(['1', '3', '2', '0']);
  });

  it('puts resources without a value last, in descending order first, and keeps the order of equal ones', () => {
    const users = [
      resource('none', {}),
      resource('x1', { title: 'x' }),
      resource('a', { title: 'a' }),
      resource('x2', { title: 'X' }),
      resource('empty', { title: '' }),
    ];
    expect(sorted(users, 'title')).toEqual(['a', 'x1', 'x2', 'none', 'empty']);
    expect(sorted(users, 'title', true)).toEqual(['none', 'empty', 'x1', 'x2', 'a']);
  });

  it('looks at the primary value of a list, else at the first one', () => {
    const users = [
      resource('second', { emails: [{ value: 'z@x' }, { value: 'b@x', primary: true }] }),
      resource('first', { emails: [{ value: 'c@x' }, { value: 'a@x' }] }),
      resource('third', { emails: [{ value: 'a@x', type: 'work' }] }),
    ];
    expect(sorted(users, 'emails')).toEqual(['third', 'second', 'first']);
    expect(sorted(users, 'EMAILS.value', true)).toEqual(['first', 'second', 'third']);
  });

  it('compares dates as instants and booleans as no before yes', () => {
    const users = [
      resource('late', { active: true }, { lastModified: '2024-01-01T01:00:00Z' }),
      resource('early', { active: false }, { lastModified: '2024-01-01T01:30:00+01:00' }),
    ];
    expect(sorted(users, 'meta.lastModified')).toEqual(['early', 'late']);
    expect(sorted(users, 'active')).toEqual(['early', 'late']);
  });
});

describe('pages', () => {
  const list = fc.array(fc.uuid(), { maxLength: 30 }).map((ids) => ids.map((id) => resource(id, {})));

  it('by index hold what lies between start and count', () => {
    fc.assert(
      fc.property(list, fc.integer({ min: 1, max: 40 }), fc.nat(40), (all, startIndex, count) => {
        const page = takePage(all, { startIndex, count, wanted: NOTHING });
        const expected = all.filter((_, at) => at + 1 >= startIndex && at + 1 < startIndex + count);
        expect(page).toEqual({ totalResults: all.length, resources: expected });
      }),
    );
  });

  it('by cursor give every resource once, in order', () => {
    fc.assert(
      fc.property(list, fc.integer({ min: 1, max: 40 }), (all, count) => {
        const met: ScimResource[] = [];
        let position: string | undefined;
        do {
          const page = takeCursorPage(all, position, count);
          met.push(...page.resources);
          position = page.next;
        } while (position !== undefined);
        expect(met).toEqual(all);
      }),
    );
  });

  it.each(['0', '-1', '1.5', '', 'x', '9999999999'])('by cursor have no position %j', (position) => {
    expect(() => takeCursorPage([], position, 1)).toThrow(
      expect.objectContaining({ scimType: 'invalidCursor' }),
    );
  });
});
