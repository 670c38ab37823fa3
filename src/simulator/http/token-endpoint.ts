import type { AccessTokens } from './access-tokens.ts';
import { isObject } from './check-input.ts';

export interface OAuthAnswer {
  readonly status: number;
  readonly body: object;
  readonly clientId: string | undefined;
}

interface Credentials {
  readonly id: string;
  readonly secret: string;
}

function basicCredentials(authorization: string | undefined): Credentials | undefined {
  const encoded = authorization === undefined ? undefined : /^basic +(\S+)$/i.exec(authorization.trim())?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

function refusal(status: number, error: string, description: string, clientId?: string): OAuthAnswer {
  return { status, body: { error, description, error_description: description }, clientId };
}

/** FACTS 13: the token endpoint throttles with 400 and not with 429. */
export const TOO_MANY_LOGINS = {
  status: 400,
  body: {
    error: 'invalid_request',
    description: 'rate limit exceeded; too many token requests',
    error_description: 'rate limit exceeded; too many token requests',
  },
};

/** `POST /oauth/token`: the client-credentials grant with the shape of Genesys' login errors (FACTS 14). */
export function answerTokenRequest(
  tokens: AccessTokens,
  request: { authorization: string | undefined; body: unknown; now: number; lifetimeSeconds: number },
): OAuthAnswer {
  const form = isObject(request.body) ? request.body : {};
  if (form.grant_type !== 'client_credentials') {
    return refusal(400, 'unsupported_grant_type', 'Only the grant client_credentials is supported.');
  }
  const credentials = basicCredentials(request.authorization);
  if (credentials === undefined) return refusal(401, 'invalid_client', 'client credentials are missing');
  const { id, secret } = credentials;
  const issued = tokens.issue(id, secret, request.now, request.lifetimeSeconds);
  if (issued === undefined) return refusal(401, 'invalid_client', 'authentication failed', id);
  const body = { access_token: issued.token, token_type: 'bearer', expires_in: request.lifetimeSeconds };
  return { status: 200, body, clientId: id };
}
