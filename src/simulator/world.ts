import type { Behaviour } from './behaviour.ts';
import type { AccessTokens } from './http/access-tokens.ts';
import type { Organisation } from './organisation/organisation.ts';

/** Everything an operation may look at or change. */
export interface World {
  /** Replaced as a whole by a reset. */
  organisation: Organisation;
  readonly behaviour: Behaviour;
  readonly tokens: AccessTokens;
  /** Requests a minute for each token; 0 means no limit. */
  readonly rateLimit: number;
  /** Milliseconds since the epoch; a test may supply its own clock. */
  readonly now: () => number;
}
