import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CursorSubject, readCursor, writeCursor } from '../../src/scim/cursor.ts';

const NOW = Date.UTC(2026, 0, 1);
const SUBJECT: CursorSubject = {
  client: 'okta',
  types: ['User'],
  filter: 'title pr',
  sortBy: undefined,
  sortOrder: undefined,
};
const refusal = (scimType: string) => expect.objectContaining({ status: 400, scimType });

describe('a cursor', () => {
  it('leads back to its position, in unreserved characters only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 2_000 }), (position) => {
        const cursor = writeCursor(SUBJECT, position, NOW);
        expect(cursor).toMatch(/^[A-Za-z0-9._~-]+$/);
        expect(readCursor(cursor, SUBJECT, NOW + 600_000)).toBe(position);
      }),
    );
  });

  it('expires after ten minutes', () => {
    const cursor = writeCursor(SUBJECT, '7', NOW);
    expect(() => readCursor(cursor, SUBJECT, NOW + 601_000)).toThrow(refusal('expiredCursor'));
  });

  it.each([
    ['client', { client: 'entra' }],
    ['resource type', { types: ['Group'] }],
    ['filter', { filter: 'title eq "x"' }],
    ['filter that is missing', { filter: undefined }],
    ['order', { sortBy: 'userName' }],
    ['direction', { sortOrder: 'descending' }],
  ])('is of no use with another %s', (_, change) => {
    const cursor = writeCursor(SUBJECT, '7', NOW);
    expect(() => readCursor(cursor, { ...SUBJECT, ...change }, NOW)).toThrow(refusal('invalidCursor'));
  });

  it('that the server did not write is invalid, whatever it is', () => {
    const cursor = writeCursor(SUBJECT, '7', NOW);
    const [version, issuedAt, fingerprint, position] = JSON.parse(
      Buffer.from(cursor, 'base64url').toString(),
    );
    const encode = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
    const forged = [
      encode([2, issuedAt, fingerprint, position]),
      encode([version, `${issuedAt}`, fingerprint, position]),
      encode([version, issuedAt + 10_000, fingerprint, position]),
      encode([version, issuedAt, fingerprint, 7]),
      encode([version, issuedAt, fingerprint, 'a\nb']),
      encode([version, issuedAt, fingerprint, position, 'more']),
      encode({ version, issuedAt, fingerprint, position }),
      encode(null),
      `${cursor}=`,
      `${cursor}.`,
      cursor.slice(1),
      `${cursor} `,
      encode([version, issuedAt, fingerprint, 'x'.repeat(4_000)]),
    ];
    for (const text of forged) expect(() => readCursor(text, SUBJECT, NOW)).toThrow(refusal('invalidCursor'));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue().map(encode)), (text) => {
        expect(() => readCursor(text, SUBJECT, NOW)).toThrow(refusal('invalidCursor'));
      }),
    );
  });
});
