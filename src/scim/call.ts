/** One SCIM request on its way through the route table: what the operations need beside id and body. */

import type { ResourceBackend, ScimContext } from './backend.ts';
import type { QueryParameters } from './list-query.ts';

interface Backends {
  readonly users: ResourceBackend;
  readonly groups: ResourceBackend;
}

export class ScimCall {
  readonly context: ScimContext;
  readonly backends: Backends;
  readonly query: QueryParameters;
  #failure: { readonly error: unknown } | undefined;

  constructor(context: ScimContext, backends: Backends, query: QueryParameters) {
    this.context = context;
    this.backends = backends;
    this.query = query;
  }

  /** What the operation threw; the route table would turn it into something else. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** Runs an operation and keeps what it throws. */
  async run<T>(operation: () => Promise<T>): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      this.#failure = { error };
      throw error;
    }
  }
}
