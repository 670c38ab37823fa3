/** Refusals of the token endpoint (RFC 6749 section 5.2). */

import { BridgeError } from '../../errors.ts';

export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unsupported_grant_type'
  | 'invalid_scope';

const STATUS: Readonly<Record<OAuthErrorCode, number>> = {
  invalid_request: 400,
  invalid_client: 401,
  unsupported_grant_type: 400,
  invalid_scope: 400,
};

export class OAuthError extends BridgeError {
  override readonly name = 'OAuthError';
  readonly error: OAuthErrorCode;

  /** `detail` goes to the client: it names cause and cure, never a secret. */
  constructor(error: OAuthErrorCode, detail: string, cause?: unknown) {
    super(detail, {
      code: `oauth.${error.replaceAll('_', '-')}`,
      status: STATUS[error],
      cause,
      ...(error === 'invalid_client'
        ? { headers: { 'WWW-Authenticate': 'Basic realm="genesys-scim-bridge"' } }
        : {}),
    });
    this.error = error;
  }
}
