import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_GUIDE } from '../../src/error-guide/guide.ts';
import { PAGE, readSources, withGeneratedTables } from './generated-docs.ts';

/** `scim.<keyword>` is put together from the keyword of RFC 7644 in src/scim/bad-request.ts. */
const COMPOSED = /^scim\.(invalid[A-Z]|mutability$|noTarget$|sensitive$|tooMany$|uniqueness$|expiredCursor$)/;

describe('the error guide', () => {
  it('keeps docs/troubleshooting.md in step (node test/error-guide/generated-docs.ts)', () => {
    const page = readFileSync(PAGE, 'utf8');
    expect(withGeneratedTables(page)).toBe(page);
  });

  it('explains no code that nothing throws', () => {
    const sources = readSources();
    const unused = Object.keys(ERROR_GUIDE).filter(
      (code) => !COMPOSED.test(code) && !sources.includes(`'${code}'`),
    );
    expect(unused).toEqual([]);
  });

  it.each(Object.entries(ERROR_GUIDE))('says of %s what has happened and what to do', (_code, help) => {
    for (const sentence of [help.meaning, help.cure]) expect(sentence).toMatch(/^[A-Z/].*\.$/);
  });
});
