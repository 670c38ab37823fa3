import type { IncomingMessage } from 'node:http';
import { AddressRanges, readAddress } from './address-ranges.ts';

export type ReadClientAddress = (request: Pick<IncomingMessage, 'headers' | 'socket'>) => string;

/**
 * Where a request comes from. X-Forwarded-For is believed only as far as trusted proxies wrote it: each adds the
 * address that it was called from, so the list is read from its end, up to the first address that is not one of
 * theirs. Whatever stands before that can be made up.
 */
export function createAddressReader(trustedProxies: readonly string[]): ReadClientAddress {
  const trusted = new AddressRanges(trustedProxies);
  return ({ headers, socket }) => {
    let client = readAddress(socket.remoteAddress ?? '') ?? 'unknown';
    if (client === 'unknown' || trustedProxies.length === 0) return client;
    const hops = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').reverse();
    for (const hop of hops) {
      if (!trusted.includes(client)) return client;
      const before = readAddress(hop.trim());
      if (before === undefined) return client;
      client = before;
    }
    return client;
  };
}
