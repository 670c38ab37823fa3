import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLeaverList } from '../../../src/cli/offboard/leaver-list.ts';

function read(...lines: string[]) {
  const { leavers, bad } = readLeaverList(lines.join('\n'), 'leavers.csv');
  return {
    leavers: leavers.map(({ line, text }) => `${line} ${text}`),
    bad: bad.map(({ line, problem }) => `${line} ${problem}`),
  };
}

describe('a list of leavers', () => {
  it.each([
    ['without a header', ['a@x.org', 'b@x.org'], ['1 a@x.org', '2 b@x.org']],
    ['with a header', ['Name,E-Mail', 'A,a@x.org'], ['2 a@x.org']],
    ['with semicolons', ['Mail;Left', 'a@x.org;2026'], ['2 a@x.org']],
    ['with tabs', ['left\tuser_name', '2026\ta'], ['2 a']],
    ['with an id beside the address', ['email,Genesys ID', 'a@x.org,1-2'], ['2 1-2']],
    ['with a byte order mark', ['\uFEFFemail', 'a@x.org'], ['2 a@x.org']],
    ['with quotes and a line break inside', ['note,email', '"gone,\nsince May",a@x.org'], ['3 a@x.org']],
    ['with empty lines', ['a@x.org', '', 'b@x.org'], ['1 a@x.org', '3 b@x.org']],
    ['of Windows', ['email\r', 'a@x.org\r'], ['2 a@x.org']],
  ])('is read %s', (_what, lines, leavers) => {
    expect(read(...lines)).toEqual({ leavers, bad: [] });
  });

  it('names bad rows by their line, and goes on with the others', () => {
    expect(read('email,left', 'a@x.org,1', ',2', 'A@X.org,3', 'b@x.org,4')).toEqual({
      leavers: ['2 a@x.org', '5 b@x.org'],
      bad: ['3 nobody is named', '4 the same as in line 2'],
    });
  });

  it('reports every line that a broken quote takes with it', () => {
    const { leavers, bad } = read('email', 'a@x.org', '"b@x.org"oops', 'c@x.org');
    expect(leavers).toEqual(['2 a@x.org']);
    expect(bad.map((problem) => problem.slice(0, 1))).toEqual(['3', '4']);
  });

  it.each([[''], ['email']])('that is empty is refused: %j', (text) => {
    expect(() => readLeaverList(text, 'leavers.csv')).toThrow('leavers.csv holds 0 people');
  });

  it('never throws but for a list without people, and loses no row', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,8}@x\.org$/), { minLength: 1, maxLength: 30 }),
        (rows) => {
          const { leavers, bad } = readLeaverList(['email', ...rows].join('\n'), 'list');
          expect(leavers.length + bad.length).toBe(rows.length);
          expect(leavers.map(({ text }) => text)).toEqual([...new Set(rows)]);
        },
      ),
    );
  });
});
