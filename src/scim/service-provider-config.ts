/** What the server can do (RFC 7643 section 5, with the paging of RFC 9865 section 4). */

import type { JsonObject } from './backend.ts';
import {
  CURSOR_TIMEOUT_SECONDS,
  DEFAULT_COUNT,
  MAX_BULK_OPERATIONS,
  MAX_PAYLOAD_BYTES,
  MAX_RESULTS,
} from './limits.ts';

const BEARER_TOKEN = {
  type: 'oauthbearertoken',
  name: 'OAuth Bearer Token',
  description: 'Authentication scheme using the OAuth Bearer Token Standard',
  specUri: 'https://www.rfc-editor.org/info/rfc6750',
  primary: true,
};

const HTTP_BASIC = {
  type: 'httpbasic',
  name: 'HTTP Basic',
  description: "The client's name and its token as the password",
  specUri: 'https://www.rfc-editor.org/info/rfc7617',
  primary: false,
};

export function describeServiceProvider(baseUrl: string, documentationUri: string | undefined): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
    ...(documentationUri === undefined ? {} : { documentationUri }),
    patch: { supported: true },
    bulk: { supported: true, maxOperations: MAX_BULK_OPERATIONS, maxPayloadSize: MAX_PAYLOAD_BYTES },
    filter: { supported: true, maxResults: MAX_RESULTS },
    changePassword: { supported: true },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: DEFAULT_COUNT,
      maxPageSize: MAX_RESULTS,
      cursorTimeout: CURSOR_TIMEOUT_SECONDS,
    },
    authenticationSchemes: [BEARER_TOKEN, HTTP_BASIC],
    meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
  };
}
