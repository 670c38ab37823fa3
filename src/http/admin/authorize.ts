/** Holds whoever calls the admin API to their role, and writes down who asked for what. */

import type { Request, RequestHandler } from 'express';
import { BridgeError } from '../../errors.ts';
import { isRecord } from '../../scim/json.ts';
import { type AuditEntry, recordAudit } from '../../store/audit.ts';
import type { Role } from '../../store/console-sessions.ts';
import type { Store } from '../../store/open.ts';
import { type Caller, callerOf } from './caller.ts';
import { administratorOf } from './guard.ts';
import { OPERATIONS } from './openapi/operations.ts';
import { mayAct, ROLE_OF } from './roles.ts';

interface Asked {
  /** Undefined for what the description of the API does not know. */
  readonly id: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly role: Role;
}

const PATTERNS = OPERATIONS.map(({ id, method, path }) => ({
  id,
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** An operation that nobody has given a role is an administrator's. */
function readOperation({ method, path }: Request): Asked {
  const asked = method === 'HEAD' ? 'GET' : method;
  for (const { id, method: known, pattern } of PATTERNS) {
    const found = known === asked ? pattern.exec(path) : null;
    if (found !== null) return { id, parameters: { ...found.groups }, role: ROLE_OF[id] };
  }
  return { id: undefined, parameters: {}, role: 'administrator' };
}

/** To stand before the reading of the body. */
export const requireScope: RequestHandler = (_request, response, next) => {
  const client: unknown = response.locals.client;
  const scopes = isRecord(client) ? client.scopes : [];
  if (Array.isArray(scopes) && scopes.includes('admin')) return next();
  throw new BridgeError(
    "The token lacks the scope 'admin'; create one with: token create NAME --scope admin",
    { code: 'admin.missing-scope', status: 403 },
  );
};

function refuseRole({ role }: Caller, least: Role): BridgeError {
  return new BridgeError(
    `This needs the role '${least}', and yours is '${role}': your identity provider gives roles as console.oidc.roles says`,
    { code: 'admin.missing-role', status: 403 },
  );
}

function entryOf(
  asked: Asked,
  { proof }: Caller,
  { body }: Request,
): Pick<AuditEntry, 'detail' | 'personal'> {
  const isDryRun = isRecord(body) && body.dryRun === true;
  const detail = { operation: asked.id, ...asked.parameters, ...(isDryRun ? { dryRun: true } : {}) };
  return { ...proof, detail: { ...detail, by: proof.detail } };
}

/**
 * To stand behind the reading of the body. Whatever changes something is written down before it is
 * done, with its person; what comes of it has entries of its own with the same request id.
 */
export function authorize(store: Store): RequestHandler {
  return async (request, response, next) => {
    // Whoever may open the control socket may do all, and is known by that name alone.
    const caller = callerOf(response);
    const asked = readOperation(request);
    const isAllowed = caller === undefined || mayAct(caller.role, asked.role);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (caller !== undefined && !(isRead && isAllowed)) {
      await recordAudit(store.db, {
        ...administratorOf(response),
        ...entryOf(asked, caller, request),
        at: new Date(),
        action: isAllowed ? 'admin.requested' : 'admin.refused',
      });
    }
    if (caller !== undefined && !isAllowed) throw refuseRole(caller, asked.role);
    next();
  };
}
