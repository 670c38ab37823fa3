import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OverScim } from '../entitlements/over-scim.ts';

let scim: OverScim;

beforeAll(async () => {
  scim = await OverScim.open();
});

afterAll(() => scim.close());

describe('a phone number', () => {
  it('goes to its place and leaves the addresses of others as they are', async () => {
    const id = scim.nextPerson();
    const { addresses } = await scim.genesys.user(id);
    const value = [{ value: '(317) 555-0142', type: 'mobile' }];
    const answer = await scim.patch(id, { op: 'add', path: 'phoneNumbers', value });
    expect(answer.body.phoneNumbers).toContainEqual(value[0]);
    const mobile = { mediaType: 'PHONE', type: 'MOBILE', address: '+13175550142' };
    expect((await scim.genesys.user(id)).addresses).toEqual([...addresses, mobile]);
    const { userName } = answer.body;
    const put = await scim.put(id, { userName, phoneNumbers: [] });
    expect(put.status).toBe(200);
    expect((await scim.genesys.user(id)).addresses).toEqual(addresses);
    await scim.patch(id, { op: 'remove', path: 'phoneNumbers[type eq "work"]' });
    const left = addresses.filter(({ type }: { type: string }) => type !== 'WORK');
    expect((await scim.genesys.user(id)).addresses).toEqual(left);
  });

  it('that is none is kept and returned, and nothing is sent', async () => {
    const phoneNumbers = [{ value: 'front desk', type: 'work' }];
    const { body } = await scim.post({ userName: scim.newAddress(), phoneNumbers });
    expect(body.phoneNumbers).toEqual(phoneNumbers);
    expect((await scim.genesys.user(body.id)).addresses).toEqual([]);
  });
});
