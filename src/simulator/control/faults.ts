/** What happens to a matching request instead of, or on the way to, its answer. */
export interface Fault {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly delayMs: number;
  readonly drop: 'before' | 'after' | undefined;
  /** Time that the body of the answer takes to arrive. */
  readonly bodyMs: number;
  /** Bytes of the body after which the connection is lost. */
  readonly cutAfterBytes: number | undefined;
  /** Sends the body in chunks, without its length. */
  readonly chunked: boolean;
  readonly times: number | undefined;
  readonly probability: number;
}

interface ArmedFault {
  readonly fault: Fault;
  readonly matches: (path: string) => boolean;
  hits: number;
}

/** How the body of an answer travels, whatever made the answer. */
export type Delivery = Pick<Fault, 'bodyMs' | 'cutAfterBytes' | 'chunked'>;

export const USUAL_DELIVERY: Delivery = { bodyMs: 0, cutAfterBytes: undefined, chunked: false };

/** All that the faults of one request add up to. */
export interface FaultEffect {
  readonly delayMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly delivery: Delivery;
  /** The fault that decides the answer, if any. */
  readonly decisive: Fault | undefined;
}

function decides(fault: Fault): boolean {
  return fault.drop !== undefined || fault.status !== undefined;
}

/** `*` stands for one segment, `**` for any number of them. */
export function pathMatcher(pattern: string | undefined): (path: string) => boolean {
  if (pattern === undefined) return () => true;
  const wanted = pattern.split('/');
  return (path) => matchFrom(wanted, 0, path.split('/'), 0);
}

function matchFrom(pattern: readonly string[], p: number, path: readonly string[], s: number): boolean {
  if (p === pattern.length) return s === path.length;
  const expected = pattern[p];
  if (expected === '**') {
    for (let skip = s; skip <= path.length; skip += 1) {
      if (matchFrom(pattern, p + 1, path, skip)) return true;
    }
    return false;
  }
  if (s === path.length || (expected !== '*' && expected !== path[s])) return false;
  return matchFrom(pattern, p + 1, path, s + 1);
}

/** The faults in force, oldest first. The first one that decides a request wins; the others up to it add up. */
export class Faults {
  #armed: ArmedFault[] = [];

  add(faults: readonly Fault[]): void {
    this.#armed.push(...faults.map((fault) => ({ fault, matches: pathMatcher(fault.path), hits: 0 })));
  }

  clear(): void {
    this.#armed = [];
  }

  list(): (Fault & { hits: number })[] {
    return this.#armed.map(({ fault, hits }) => ({ ...fault, hits }));
  }

  /** What to do to a request; counts it against the `times` of the faults that take part. */
  take(method: string, path: string): FaultEffect {
    const taking: Fault[] = [];
    for (const armed of this.#armed) {
      if (!isDue(armed, method, path)) continue;
      armed.hits += 1;
      taking.push(armed.fault);
      if (decides(armed.fault)) break;
    }
    return addUp(taking);
  }
}

function addUp(faults: readonly Fault[]): FaultEffect {
  return {
    delayMs: faults.reduce((sum, { delayMs }) => sum + delayMs, 0),
    headers: Object.assign({}, ...faults.map(({ headers }) => headers)),
    delivery: faults.reduce(slowerOf, USUAL_DELIVERY),
    decisive: faults.find(decides),
  };
}

function slowerOf(one: Delivery, other: Delivery): Delivery {
  return {
    bodyMs: one.bodyMs + other.bodyMs,
    cutAfterBytes: one.cutAfterBytes ?? other.cutAfterBytes,
    chunked: one.chunked || other.chunked,
  };
}

function isDue({ fault, matches, hits }: ArmedFault, method: string, path: string): boolean {
  if (fault.times !== undefined && hits >= fault.times) return false;
  if (fault.method !== undefined && fault.method !== method) return false;
  return matches(path) && (fault.probability >= 1 || Math.random() < fault.probability);
}
