import { describe, expect, it } from 'vitest';
import { readErrorBody } from '../../src/genesys/error-body.ts';

describe('readErrorBody', () => {
  it.each([
    ['a half surrogate', 'odd \ud83c', 'odd \ufffd'],
    ['U+0000 and line breaks', 'a\u0000b\r\nc', 'a b c'],
  ])('makes text with %s fit for log and database, in code and message', (_what, text, expected) => {
    expect(readErrorBody({ code: text, message: text })).toEqual({ code: expected, message: expected });
  });

  it('does not cut a character in half', () => {
    const { message = '' } = readErrorBody({ message: `${'x'.repeat(499)}\u{1f3f3}` });
    expect(message.isWellFormed()).toBe(true);
    expect(message).toHaveLength(503);
  });

  it('takes an OAuth error, and nothing where there is none', () => {
    expect(readErrorBody({ error: 'invalid_client', error_description: 'no' })).toEqual({
      code: 'invalid_client',
      message: 'no',
    });
    expect(readErrorBody('<html>')).toEqual({});
  });
});
