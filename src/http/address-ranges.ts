/** IP addresses: read in the forms in which sockets and proxies write them, and looked up in ranges. */

import { BlockList, isIP, SocketAddress } from 'node:net';

/**
 * The address alone: without port and brackets, as some proxies write them, and IPv4 as IPv4 also on a socket
 * for both. Undefined for what is no address.
 */
export function readAddress(text: string): string | undefined {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(text)?.[1] ?? text;
  const address = bare.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return isIP(address) === 0 ? undefined : address;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

export class AddressRanges {
  readonly #list = new BlockList();
  readonly #isEmpty: boolean;

  /** `192.0.2.7` or `10.0.0.0/8`, checked by the configuration. */
  constructor(ranges: readonly string[]) {
    this.#isEmpty = ranges.length === 0;
    for (const range of ranges) {
      const [address = '', bits] = range.split('/');
      const family = familyOf(address);
      if (bits === undefined) this.#list.addAddress(address, family);
      else this.#list.addSubnet(address, Number(bits), family);
    }
  }

  includes(address: string): boolean {
    return !this.#isEmpty && this.#list.check(new SocketAddress({ address, family: familyOf(address) }));
  }
}
