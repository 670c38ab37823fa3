import { Socket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressRanges, readAddress } from '../../src/http/address-ranges.ts';
import { createAddressReader } from '../../src/http/client-address.ts';

const TRUSTED = ['10.0.0.0/8', '2001:db8:1::/48', '192.0.2.7'];
const read = createAddressReader(TRUSTED);

function from(peer: string, forwarded?: string): string {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: peer });
  return read({ socket, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } });
}

describe('the address of a client is', () => {
  it.each([
    ["the connection's", '198.51.100.1', undefined, '198.51.100.1'],
    ["the connection's when nobody trusts it", '198.51.100.1', '203.0.113.9', '198.51.100.1'],
    ['IPv4 on a socket for both', '::ffff:198.51.100.1', undefined, '198.51.100.1'],
    ['what a trusted proxy saw', '10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['what a trusted proxy saw, on a socket for both', '::ffff:10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['the last that is not trusted', '10.1.2.3', '1.1.1.1, 203.0.113.9, 192.0.2.7', '203.0.113.9'],
    ['not what somebody put in front', '10.1.2.3', '192.0.2.7, 10.9.9.9, 203.0.113.9', '203.0.113.9'],
    ['the first of trusted ones only', '10.1.2.3', '10.5.5.5, 192.0.2.7', '10.5.5.5'],
    ['without the port that a proxy adds', '10.1.2.3', '203.0.113.9:4711', '203.0.113.9'],
    ['without brackets', '10.1.2.3', '[2001:db8::9]:4711', '2001:db8::9'],
    ['behind a proxy of IPv6', '2001:db8:1::5', '2001:db8:2::9', '2001:db8:2::9'],
    ['the proxy when what it wrote is no address', '10.1.2.3', '203.0.113.9, unknown', '10.1.2.3'],
    ['the proxy when it wrote nothing', '10.1.2.3', '', '10.1.2.3'],
  ])('%s', (_title, peer, forwarded, address) => {
    expect(from(peer, forwarded)).toBe(address);
  });

  it('never made up by who calls without a trusted proxy, and always an address', () => {
    fc.assert(
      fc.property(fc.string(), (forwarded) => {
        expect(from('198.51.100.1', forwarded)).toBe('198.51.100.1');
        expect(from('10.1.2.3', `${forwarded}, 203.0.113.9`)).toBe('203.0.113.9');
        expect(readAddress(from('10.1.2.3', forwarded))).toBeDefined();
      }),
    );
  });
});

it('knows ranges of both families', () => {
  const ranges = new AddressRanges(TRUSTED);
  const inside = ['10.255.0.1', '192.0.2.7', '2001:db8:1:ffff::1'];
  const outside = ['11.0.0.1', '192.0.2.8', '2001:db8:2::1', '::1'];
  expect([...inside, ...outside].map((address) => ranges.includes(address))).toEqual([
    ...inside.map(() => true),
    ...outside.map(() => false),
  ]);
});
