/** A client's name and secret, from the Authorization header or the form (RFC 6749 section 2.3.1). */

import type { Request } from 'express';
import { isStorable } from '../../scim/storable-text.ts';
import { OAuthError } from './oauth-error.ts';

interface GivenInForm {
  readonly id: string | undefined;
  readonly secret: string | undefined;
}

export interface ClientSecret {
  readonly id: string;
  readonly secret: string;
}

const BASIC = /^Basic +([A-Za-z0-9+/=]+)$/i;

export function readClientSecret(request: Request, form: GivenInForm): ClientSecret {
  const header = request.headers.authorization;
  if (header !== undefined && form.secret !== undefined) {
    throw new OAuthError('invalid_request', 'The secret is in the header and in the form: send it once');
  }
  const given = header === undefined ? form : readBasic(header);
  if (given.id === undefined || given.secret === undefined) {
    throw new OAuthError('invalid_client', 'Send client_id with client_secret, or a client_assertion');
  }
  return { id: given.id, secret: given.secret };
}

function readBasic(header: string): GivenInForm {
  const [, encoded] = BASIC.exec(header) ?? [];
  const text = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1 || !isStorable(decode(text)))
    throw new OAuthError('invalid_client', 'The Authorization header holds no client name and secret');
  return { id: decode(text.slice(0, colon)), secret: decode(text.slice(colon + 1)) };
}

/** RFC 6749 section 2.3.1: both parts are form-encoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new OAuthError('invalid_client', 'Client name or secret hold a malformed percent-encoding');
  }
}
