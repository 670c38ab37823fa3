import type { ErrorHelp } from './help.ts';

/** Errors in what a client sends, whatever it is about. */
export const REQUEST_ERRORS = {
  'http.unauthenticated': {
    meaning: 'The request has no token, or one that is unknown, revoked or expired.',
    cure: 'Issue a token (token create NAME) and put it into the identity provider; docs/authentication.md says how.',
  },
  'http.too-many-failures': {
    meaning: 'Too many attempts from one address failed within a minute.',
    cure: 'Correct the token and wait; behind a proxy set trustedProxies, or everybody counts as one address.',
  },
  'http.address-not-allowed': {
    meaning: "The client called from an address that its policy's addresses do not include.",
    cure: 'Add the address to clients.NAME.addresses, or set trustedProxies if it is the address of a proxy.',
  },
  'http.internal': {
    meaning: 'The bridge itself failed at a request to the admin API.',
    cure: 'The log has the cause under the request id of the answer; report it if it recurs.',
  },
  'http.not-found': {
    meaning: 'Nothing is served at this path.',
    cure: 'Give the identity provider the base URL that ends in /scim/v2, without /Users.',
  },
  'oauth.invalid-request': {
    meaning: 'The token endpoint got a request that lacks something or has it twice (RFC 6749 section 5.2).',
    cure: 'The message says what; docs/authentication.md shows a request.',
  },
  'oauth.invalid-client': {
    meaning: 'The token endpoint does not know the client, or its secret or assertion is not valid.',
    cure: 'Compare issuer, audience, key and expiry with clients.NAME.oauth; the log names what did not fit.',
  },
  'oauth.unsupported-grant-type': {
    meaning: 'The token endpoint knows the grant client_credentials only.',
    cure: 'Send grant_type=client_credentials.',
  },
  'oauth.invalid-scope': {
    meaning: 'The requested scope is none that the client may have.',
    cure: "Ask for 'scim', or leave the scope out.",
  },
  'admin.missing-scope': {
    meaning: "The token does not have the scope 'admin'.",
    cure: 'Issue one: token create NAME --scope admin.',
  },
  'admin.not-found': {
    meaning: 'The admin API knows no such offboarding, guard or path.',
    cure: 'List what there is first, and use the id from there.',
  },
  'admin.bad-body': {
    meaning: 'The body of a request to the admin API has an unknown field, lacks one, or has a wrong value.',
    cure: 'The message names the field.',
  },
  'admin.bad-query': {
    meaning: 'A query parameter of the admin API is unknown or has a wrong value.',
    cure: 'The message names the parameter; docs/operations.md lists them.',
  },
  'admin.too-many-streams': {
    meaning: 'Too many pages of the console, or other readers of events, watch one instance at once.',
    cure: 'Close some of them; the others try again by themselves.',
  },
  'admin.doctor-late': {
    meaning: 'An examination of the bridge (doctor) did not end within a minute.',
    cure: 'Try again; if it stays so, run doctor on the command line and look at the network to Genesys Cloud.',
  },
  'admin.dry-run': {
    meaning: 'The bridge runs with dryRun: commands would be carried out by nobody.',
    cure: 'Take dryRun out of the policy file once the trial is over.',
  },
  'admin.not-away': {
    meaning: 'The person to be restored has not left.',
    cure: 'Nothing; status shows where the person is.',
  },
  'admin.missing-role': {
    meaning: 'Somebody who is signed in to the console has a role that does not allow what they asked for.',
    cure: 'Ask somebody with the role, or give the group the role in console.oidc.roles.',
  },
  'console.sign-in-refused': {
    meaning:
      'A sign-in to the console failed: the token is unknown, revoked or expired, or the answer of the OpenID provider is not one to this attempt.',
    cure: 'Issue a token: token create NAME --scope admin. With a provider start again; the message names what it refused, docs/console.md explains it.',
  },
  'console.no-role': {
    meaning: 'Somebody signed in at the OpenID provider, whose claims give them no role in the console.',
    cure: 'Put them into a group that console.oidc.roles names, or name one of theirs; docs/console.md says how to see the claims.',
  },
  'session.unknown': {
    meaning: 'No open session of the console has this reference, or it is not yours to end.',
    cure: "List them again; an administrator sees and ends everybody's.",
  },
  'console.weak-sign-in': {
    meaning: 'Somebody signed in at the OpenID provider less strongly than console.oidc.require asks for.',
    cure: 'Sign in with what is required, such as a second factor; or have the provider put acr or amr into the ID token.',
  },
  'console.provider-unreachable': {
    meaning:
      'The OpenID provider cannot be reached, or its discovery document, keys or tokens cannot be read.',
    cure: 'Compare console.oidc.issuer with the provider (exactly, with or without the last slash), and let the bridge reach it; signing in with a token works meanwhile.',
  },
  'console.no-session': {
    meaning: 'The session of the console has ended: by its time, by signing out, or with its token.',
    cure: 'Sign in again; console.sessions sets how long a session lasts.',
  },
  'console.csrf': {
    meaning: "A request of the console does not prove that the console's own page sent it.",
    cure: 'Reload the page. Scripts use a token in the Authorization header instead of the cookie.',
  },
  'console.foreign-origin': {
    meaning: "The browser says that a page of another origin sent a request with the console's session.",
    cure: 'Open the console at the address in BRIDGE_BASE_URL; set it when a proxy changes the Host header.',
  },
  'console.insecure': {
    meaning:
      'The console was opened over http from another machine, where its session could be read on the way.',
    cure: 'Serve TLS, or set BRIDGE_BASE_URL to the https address of the proxy.',
  },
  'scim.missing-scope': {
    meaning: 'The token does not have the scope that the request needs.',
    cure: 'Issue a token with the scope that the message names (read, users or groups).',
  },
  'scim.read-only-client': {
    meaning: 'The client may only read by its policy, and tried to write.',
    cure: 'Remove clients.NAME.readOnly if the client is to write.',
  },
  'scim.too-many-requests': {
    meaning: 'The client sent more requests than its rate allows.',
    cure: 'Nothing if it obeys Retry-After; otherwise raise clients.NAME.rate.',
  },
  'scim.busy': {
    meaning: 'Requests come faster than they are done: many have been waiting for two seconds or longer.',
    cure: 'Nothing if it ends by itself. Otherwise see what they wait for (docs/operations.md, "Too much at once"): more OAuth clients, PostgreSQL, or a lower clients.NAME.rate.',
  },
  'scim.unknown-endpoint': {
    meaning: 'There is no such SCIM endpoint below the base URL.',
    cure: 'Correct the path; /ResourceTypes lists the endpoints.',
  },
  'scim.method-not-allowed': {
    meaning: 'The endpoint exists, but not with this HTTP method.',
    cure: 'Use one of the methods in the Allow header.',
  },
  'scim.not-implemented': {
    meaning: '/Me is not offered: a token stands for an identity provider, not for a person.',
    cure: 'Use /Users/{id}.',
  },
  'scim.unsupported-media-type': {
    meaning: 'The body is neither application/scim+json nor application/json in UTF-8.',
    cure: 'Correct the Content-Type of the client.',
  },
  'scim.body-too-large': {
    meaning: 'The body is larger than 1 MiB.',
    cure: 'Send less at once: members in several PATCH requests, bulk operations in several requests.',
  },
  'scim.too-many-operations': {
    meaning: 'A bulk request has more operations than /ServiceProviderConfig allows.',
    cure: 'Send the operations in several requests.',
  },
  'scim.bulk-reference': {
    meaning: 'An operation of a bulk request refers to another one that failed.',
    cure: 'Look at the answer of the operation with that bulkId; correct it and send both again.',
  },
  'scim.circular-reference': {
    meaning: 'Resources of a bulk request require each other, so none can be created first.',
    cure: 'Create one of them without the reference, then set it with a PATCH.',
  },
  'scim.precondition-failed': {
    meaning: 'The version in If-Match is not the current one: somebody changed the resource meanwhile.',
    cure: 'Read the resource again and repeat the change.',
  },
  'scim.deadline': {
    meaning: 'The request was not done within 20 seconds.',
    cure: 'Repeat it: what was accepted goes on and is joined. If it recurs, look at genesys.throttled and genesys.unreachable.',
  },
  'scim.discovery-filter': {
    meaning: 'A discovery endpoint was asked with a filter (RFC 7644 section 4).',
    cure: 'Read it as a whole.',
  },
  'scim.invalidFilter': {
    meaning: 'The filter cannot be read, or names an attribute that does not exist.',
    cure: 'The message says where; docs/scim.md has the operators.',
  },
  'scim.invalidPath': {
    meaning: 'The path of a PATCH operation cannot be read, or leads nowhere.',
    cure: 'The message names the path; correct the mapping at the identity provider.',
  },
  'scim.invalidSyntax': {
    meaning: 'The body is not the JSON that the request needs.',
    cure: 'The message says what is wrong and where.',
  },
  'scim.invalidValue': {
    meaning: 'A value has a wrong type, is missing, or is none of those allowed.',
    cure: 'The message names the attribute; correct the mapping at the identity provider.',
  },
  'scim.mutability': {
    meaning: 'The request would change an attribute that is read-only or immutable.',
    cure: 'Take the attribute out of the mapping.',
  },
  'scim.noTarget': {
    meaning: 'The value filter in the path of a PATCH operation matches nothing.',
    cure: 'Add the value first; nothing was changed.',
  },
  'scim.sensitive': {
    meaning: 'The request would put a secret into a URL.',
    cure: 'Send it in a header or body.',
  },
  'scim.tooMany': {
    meaning: 'The answer would need a look at more than the server reads for one request.',
    cure: "Filter with 'eq' on id, externalId, userName or emails.value.",
  },
  'scim.uniqueness': {
    meaning: 'Another resource has this value already.',
    cure: 'Link the existing resource at the identity provider, or choose another value.',
  },
  'scim.invalidCount': {
    meaning: 'The page size of a list read by cursor is out of range (RFC 9865).',
    cure: 'Ask for as many as /ServiceProviderConfig allows.',
  },
  'scim.invalidCursor': {
    meaning: 'The cursor is none that this server gave out for this query (RFC 9865).',
    cure: 'Start again without a cursor, and keep filter and sorting between pages.',
  },
  'scim.expiredCursor': {
    meaning: 'The cursor is too old (RFC 9865).',
    cure: 'Start again without a cursor.',
  },
  'request.in-turn': {
    meaning: 'Another request for the same user or group is still at work.',
    cure: 'Nothing: the client repeats it as Retry-After says.',
  },
} as const satisfies Readonly<Record<string, ErrorHelp>>;
