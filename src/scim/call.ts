/** One SCIM request: what the operations need beside id and body. */

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

  constructor(context: ScimContext, backends: Backends, query: QueryParameters) {
    this.context = context;
    this.backends = backends;
    this.query = query;
  }
}
