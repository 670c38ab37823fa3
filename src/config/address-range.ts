import { isIP } from 'node:net';
import { z } from 'zod';

const MOST_BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

function isAddressRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const most = MOST_BITS[isIP(address)];
  if (most === undefined || address.includes('%') || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
}

/** `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`. */
export function addressRange() {
  return z
    .string()
    .refine(isAddressRange, 'must be an IP address or a range such as 10.0.0.0/8 or 2001:db8::/32');
}
