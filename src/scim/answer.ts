/** What an operation answers: the document if there is one, and what belongs into headers in any case. */

import type { JsonObject } from './backend.ts';
import type { Rendering } from './rendering.ts';

export class ScimAnswer {
  /** Undefined for an answer without a body, 204. */
  readonly body: Rendering | undefined;
  /** Absolute URI of a resource that has been created. */
  readonly location: string | undefined;
  /** Entity tag of the resource. */
  readonly version: string | undefined;

  constructor(body: Rendering | undefined, version?: string, location?: string) {
    this.body = body;
    this.location = location;
    this.version = version;
  }

  get document(): JsonObject | undefined {
    return this.body?.document;
  }
}
