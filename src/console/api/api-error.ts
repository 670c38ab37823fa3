/** What an operator is told when a request did not succeed. */

export type FailureKind = 'unreachable' | 'signedOut' | 'forbidden' | 'refused' | 'failed';

export interface Refusal {
  readonly status: number;
  /** Cause and cure, in the API's words. */
  readonly detail: string;
  readonly retryAfterSeconds?: number | undefined;
  /** Finds the request in the log of the bridge. */
  readonly requestId?: string | undefined;
}

export class ApiError extends Error {
  readonly kind: FailureKind;
  readonly requestId: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: FailureKind, message: string, refusal?: Refusal) {
    super(message);
    this.kind = kind;
    this.requestId = refusal?.requestId;
    this.retryAfterSeconds = refusal?.retryAfterSeconds;
  }
}

export function unreachable(): ApiError {
  return new ApiError(
    'unreachable',
    'The bridge does not answer. It may be restarting, or the network between this browser and it is down; this page tries again by itself.',
  );
}

function kindOf(status: number): FailureKind {
  if (status === 401) return 'signedOut';
  if (status === 403) return 'forbidden';
  return status < 500 ? 'refused' : 'failed';
}

function toApiError(refusal: Refusal): ApiError {
  const { status, detail } = refusal;
  const text = detail === '' ? `The bridge answered with status ${status} and no explanation.` : detail;
  return new ApiError(kindOf(status), text, refusal);
}

function detailOf(body: unknown): string {
  const has = typeof body === 'object' && body !== null && 'detail' in body;
  return has && typeof body.detail === 'string' ? body.detail : '';
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads a refusal, also one that a proxy in front of the bridge made up as a page of HTML. */
export async function readRefusal(response: Response): Promise<ApiError> {
  const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return toApiError({
    status: response.status,
    detail: detailOf(parseOrNothing(await response.text())),
    retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined,
    requestId: response.headers.get('X-Request-Id') ?? undefined,
  });
}
