import type { Operation } from './operation.ts';

export interface Match {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
}

interface Row {
  readonly operation: Operation;
  readonly segments: readonly string[];
}

const PREFIX = '/api/v2';

/** Finds the operation of a request. Literal segments win over parameters (`/users/me` over `/users/{userId}`). */
export class OperationTable {
  readonly #rows = new Map<string, Row[]>();

  constructor(operations: readonly Operation[]) {
    for (const operation of operations) {
      const segments = operation.path.split('/');
      const key = `${operation.method} ${segments.length}`;
      this.#rows.set(key, [...(this.#rows.get(key) ?? []), { operation, segments }]);
    }
    for (const rows of this.#rows.values()) rows.sort((a, b) => literalness(b).localeCompare(literalness(a)));
  }

  /** `path` as it was sent, still encoded; undefined when no operation is there. */
  find(method: string, path: string): Match | undefined {
    if (!path.startsWith(`${PREFIX}/`)) return undefined;
    const segments = path.slice(PREFIX.length).split('/');
    for (const row of this.#rows.get(`${method} ${segments.length}`) ?? []) {
      const params = matchSegments(row.segments, segments);
      if (params !== undefined) return { operation: row.operation, params };
    }
    return undefined;
  }
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{');
}

function literalness(row: Row): string {
  return row.segments.map((segment) => (isParameter(segment) ? '0' : '1')).join('');
}

function matchSegments(
  pattern: readonly string[],
  actual: readonly string[],
): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = decodeSegment(actual[index] ?? '');
    if (segment === undefined) return undefined;
    if (isParameter(expected)) {
      if (segment === '') return undefined;
      params[expected.slice(1, -1)] = segment;
    } else if (segment !== expected) return undefined;
  }
  return params;
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
