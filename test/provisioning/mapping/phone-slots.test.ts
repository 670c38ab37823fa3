import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Contact } from '../../../src/genesys/models.ts';
import {
  PHONE_TYPES,
  replaceContact,
  showPhones,
  toContacts,
  wantPhones,
} from '../../../src/provisioning/mapping/phone-slots.ts';
import type { JsonObject } from '../../../src/scim/backend.ts';

const EMAIL: Contact = { mediaType: 'EMAIL', type: 'WORK', address: 'ada@example.com' };
const SMS: Contact = { mediaType: 'SMS', type: 'WORK', address: '+13175550199' };
const DESK: Contact = { mediaType: 'PHONE', type: 'WORK2', extension: '4501' };
const phone = (address: string, type: string): Contact => ({ mediaType: 'PHONE', type, address });

describe('numbers as contacts', () => {
  it('take the place of their type; those of other telephone systems the place OTHER, with a tag', () => {
    const numbers = PHONE_TYPES.map((type) => toContacts([{ value: '+13175550123', type }], undefined));
    expect(numbers.map((contacts) => [...contacts.keys()].join())).toEqual([
      ...['WORK', 'WORK2', 'WORK3', 'WORK4', 'HOME', 'MOBILE'],
      ...Array.from({ length: 5 }, () => 'OTHER'),
    ]);
    expect(toContacts([{ value: '+13175550123', type: 'MicrosoftTeams' }], undefined).get('OTHER')).toEqual({
      ...phone('+13175550123', 'OTHER'),
      integration: 'microsoftteams',
    });
  });

  it('leave out what is no number, has no place, or comes second', () => {
    const contacts = toContacts(
      [
        { value: 'front desk', type: 'work' },
        { value: '+13175550123' },
        { value: '+13175550124', type: 'work' },
        { value: '+13175550125', type: 'fax' },
      ],
      undefined,
    );
    expect([...contacts.values()]).toEqual([phone('+13175550123', 'WORK')]);
  });

  it('change one place and disturb nothing else', () => {
    const addresses = [EMAIL, SMS, DESK, phone('+13175550123', 'WORK')];
    expect(replaceContact(addresses, 'WORK', undefined)).toEqual([EMAIL, SMS, DESK]);
    expect(replaceContact(addresses, 'HOME', phone('+13175550100', 'HOME'))).toEqual([
      ...addresses,
      phone('+13175550100', 'HOME'),
    ]);
  });
});

describe('numbers as shown', () => {
  const sent: JsonObject = { value: '(317) 555-0123', type: 'work', primary: true };

  it('are as they were sent while Genesys holds them', () => {
    const formatted = { ...phone('+1 317-555-0123', 'WORK'), display: '(317) 555-0123' };
    expect(showPhones([formatted], [sent], 'US')).toEqual([sent]);
  });

  it('are as in Genesys once they were changed there, and gone once they were removed there', () => {
    expect(showPhones([phone('+13175550100', 'WORK')], [sent], 'US')).toEqual([
      { value: '+13175550100', type: 'work' },
    ]);
    expect(showPhones([EMAIL], [sent], 'US')).toEqual([]);
  });

  it('hold what was kept because it is no number, and what others put into Genesys', () => {
    const kept: JsonObject[] = [
      { value: 'front desk', type: 'work' },
      { value: '+13175550125', type: 'fax' },
    ];
    const teams = { ...phone('+13175550126', 'OTHER'), integration: 'microsoftteams' };
    expect(showPhones([EMAIL, SMS, DESK, teams], kept, 'US')).toEqual([
      ...kept,
      { value: 'tel:;ext=4501', type: 'work2' },
      { value: '+13175550126', type: 'microsoftteams' },
    ]);
  });
});

describe('what a change wants', () => {
  const shown: JsonObject[] = [
    { value: '+13175550123', type: 'work' },
    { value: 'tel:;ext=4501', type: 'work2' },
  ];
  const want = (next: JsonObject[], sent: JsonObject[] | undefined) =>
    Object.fromEntries(wantPhones({ shown, next, sent, defaultCountry: 'US' }));
  const work = phone('+13175550123', 'WORK');

  it('of a PATCH is that what it takes away goes', () => {
    expect(want(shown.slice(0, 1), undefined)).toEqual({ WORK: work, WORK2: undefined });
  });

  it('of a PUT is that what it leaves out stays, unless it was sent before', () => {
    expect(want(shown.slice(0, 1), [])).toEqual({ WORK: work });
    expect(want([], shown.slice(0, 1))).toEqual({ WORK: undefined });
  });

  it('never clears a place whose number is still there, even one that cannot be read', () => {
    const odd: JsonObject = { value: 'reception', type: 'home' };
    const wanted = wantPhones({ shown: [odd], next: [odd], sent: undefined, defaultCountry: 'US' });
    expect(wanted.size).toBe(0);
  });

  it('is nothing when what is shown is sent back', () => {
    const contact = fc.record({
      mediaType: fc.constant('PHONE'),
      type: fc.constantFrom('WORK', 'WORK2', 'HOME', 'MOBILE', 'OTHER', 'MAIN', 'PRIMARY'),
      address: fc.constantFrom('+13175550123', '+4930901820', '0', 'unreadable'),
    });
    fc.assert(
      fc.property(fc.uniqueArray(contact, { selector: ({ type }) => type }), (addresses) => {
        const numbers = showPhones(addresses, [], 'US');
        const wanted = wantPhones({ shown: numbers, next: numbers, sent: undefined, defaultCountry: 'US' });
        for (const [slot, wantedContact] of wanted) {
          expect(addresses.find(({ type }) => type === slot)?.address).toBe(wantedContact?.address);
        }
      }),
    );
  });
});
