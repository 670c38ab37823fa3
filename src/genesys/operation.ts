export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path template of the Platform API, for example `/api/v2/users/{userId}`. */
  readonly path: string;
  /** Set on a POST or PATCH that does no harm when it happens twice. */
  readonly repeatable?: true;
}

export const LOGIN: Operation = { method: 'POST', path: '/oauth/token', repeatable: true };

/** `PUT /api/v2/users/{userId}/state`: how logs, metrics and errors name it. */
export function nameOf(operation: Operation): string {
  return `${operation.method} ${operation.path}`;
}

/** A search is a POST and changes nothing. */
export function isRead({ method, path }: Pick<Operation, 'path'> & { readonly method: string }): boolean {
  return method === 'GET' || (method === 'POST' && path.endsWith('/search'));
}

/**
 * GET, PUT and DELETE are idempotent (RFC 9110 section 9.2.2). A PATCH with a version is not: if its answer was
 * lost, the repetition meets a newer version, and only the caller can tell whose it is.
 */
export function isSafeToRepeat(operation: Operation): boolean {
  return ['GET', 'PUT', 'DELETE'].includes(operation.method) || operation.repeatable === true;
}
