/** The documented error codes of the Platform API that depend on the status alone. */
const GENERIC_CODES: Readonly<Record<number, string>> = {
  400: 'bad.request',
  401: 'authentication.required',
  403: 'not.authorized',
  404: 'not.found',
  408: 'request.timeout',
  409: 'general.conflict',
  413: 'response.entity.too.large',
  415: 'unsupported.media.type',
  429: 'too.many.requests',
  500: 'internal.server.error',
  503: 'service.unavailable',
  504: 'request.timeout',
};

export interface PlatformErrorOptions {
  readonly params?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer of the Platform API that is an error; everything else thrown by an operation is a bug (500). */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly status: number;
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, options: PlatformErrorOptions = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.params = options.params ?? {};
    this.headers = options.headers ?? {};
  }
}

/** `ErrorBody` of the Platform API; `contextId` repeats the correlation id of the answer. */
export interface ErrorBody {
  readonly message: string;
  readonly code: string;
  readonly status: number;
  readonly messageParams: Readonly<Record<string, string>>;
  readonly contextId: string;
  readonly details: readonly unknown[];
  readonly errors: readonly unknown[];
}

export function codeForStatus(status: number): string {
  return GENERIC_CODES[status] ?? (status < 500 ? 'bad.request' : 'internal.server.error');
}

export function errorBody(error: PlatformError, contextId: string): ErrorBody {
  const { message, code, status, params } = error;
  return { message, code, status, messageParams: params, contextId, details: [], errors: [] };
}

export function badRequest(message: string, code = 'bad.request'): PlatformError {
  return new PlatformError(400, code, message);
}

export function notFound(what: string): PlatformError {
  return new PlatformError(404, 'not.found', `The requested resource was not found: ${what}.`);
}

/** FACTS 13: the code and message that an unknown user gets. */
export function userNotFound(): PlatformError {
  return new PlatformError(404, 'general.resource.not.found', 'Unable to find a user with that userId');
}

export function conflict(message: string): PlatformError {
  return new PlatformError(409, 'general.conflict', message);
}
