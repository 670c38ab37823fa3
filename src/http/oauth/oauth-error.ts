/** Refusals of the token endpoint (RFC 6749 section 5.2). */

import { BridgeError } from '../../errors.ts';

export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unsupported_grant_type'
  | 'invalid_scope';

const MEANING = {
  invalid_request: { code: 'oauth.invalid-request', status: 400 },
  invalid_client: { code: 'oauth.invalid-client', status: 401 },
  unsupported_grant_type: { code: 'oauth.unsupported-grant-type', status: 400 },
  invalid_scope: { code: 'oauth.invalid-scope', status: 400 },
} as const;

export class OAuthError extends BridgeError {
  override readonly name = 'OAuthError';
  readonly error: OAuthErrorCode;

  /** `detail` goes to the client: it names cause and cure, never a secret. */
  constructor(error: OAuthErrorCode, detail: string, cause?: unknown) {
    super(detail, {
      ...MEANING[error],
      cause,
      ...(error === 'invalid_client'
        ? { headers: { 'WWW-Authenticate': 'Basic realm="genesys-scim-bridge"' } }
        : {}),
    });
    this.error = error;
  }
}
