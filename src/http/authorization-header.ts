/**
 * The ways in which identity providers send a client's token in the Authorization header: as a bearer token, as
 * the password of HTTP Basic beside the client's name, and bare, as Okta's header authentication does.
 */

import { isStorable } from '../scim/storable-text.ts';

export interface GivenToken {
  readonly token: string;
  /** Who the sender says it is; only Basic says so. */
  readonly clientName?: string;
}

/** Printable ASCII without spaces, so that no scheme and no second value hides in it. */
const BARE = /^[\x21-\x7e]{16,512}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

export function readBearerToken(header: string): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header.trim())?.[1];
}

/** Undefined for a bearer token, which passport reads, and for what is none of the three. */
export function readGivenToken(header: string): GivenToken | undefined {
  const [scheme = '', credentials, ...rest] = header.trim().split(/ +/, 3);
  if (credentials === undefined) return BARE.test(scheme) ? { token: scheme } : undefined;
  if (scheme.toLowerCase() !== 'basic' || rest.length > 0 || !BASE64.test(credentials)) return undefined;
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 1 || colon === pair.length - 1 || !isStorable(pair)) return undefined;
  return { clientName: pair.slice(0, colon), token: pair.slice(colon + 1) };
}
