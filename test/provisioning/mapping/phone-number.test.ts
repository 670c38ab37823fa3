import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPhoneNumber, readPhoneNumber } from '../../../src/provisioning/mapping/phone-number.ts';

describe('a phone number', () => {
  it.each([
    ['+1 (317) 555-0123', undefined, { address: '+13175550123' }],
    ['(317) 555-0123', 'US', { address: '+13175550123' }],
    ['030 901820', 'DE', { address: '+4930901820' }],
    ['tel:+1-317-555-0100', undefined, { address: '+13175550100' }],
    ['tel:+1-317-555-0100; ext=42', undefined, { address: '+13175550100', extension: '42' }],
    ['+13175550100;ext=42', undefined, { address: '+13175550100', extension: '42' }],
    ['+1 317 555 0100 ext. 42', undefined, { address: '+13175550100', extension: '42' }],
    ['317-555-0100x42', 'US', { address: '+13175550100', extension: '42' }],
    ['tel:;ext=4501', undefined, { extension: '4501' }],
    ['ext=4501', undefined, { extension: '4501' }],
    ['x4501', undefined, { extension: '4501' }],
    ['Ext. 4501', 'US', { extension: '4501' }],
  ])('is read from %s in %s', (text, country, expected) => {
    expect(readPhoneNumber(text, country)).toEqual(expected);
  });

  it.each([
    ['(317) 555-0123', undefined],
    ['555-1906', 'US'],
    ['4501', 'US'],
    ['call me', 'US'],
    ['sip:ada@example.com', 'US'],
    ['+999 123', undefined],
    ['', 'US'],
    ['+1'.repeat(200), 'US'],
  ])('is not %s in %s', (text, country) => {
    expect(readPhoneNumber(text, country)).toBeUndefined();
  });

  it('is read from the form that it is shown in', () => {
    const digits = fc.integer({ min: 2_000_000, max: 9_999_999 });
    const extension = fc.option(fc.integer({ min: 1, max: 99_999 }).map(String), { nil: undefined });
    fc.assert(
      fc.property(digits, extension, (number, ext) => {
        const phone = { address: `+4930${number}`, ...(ext === undefined ? {} : { extension: ext }) };
        expect(readPhoneNumber(formatPhoneNumber(phone), undefined)).toEqual(phone);
      }),
    );
  });

  it('is never read from anything by throwing', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('US', 'DE', 'XX', undefined), (text, country) => {
        readPhoneNumber(text, country);
      }),
    );
  });
});
