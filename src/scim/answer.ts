/** What an operation answers: the document if there is one, and what belongs into headers in any case. */

import type { JsonObject } from './backend.ts';

export class ScimAnswer {
  /** Undefined for an answer without a body, 204. */
  readonly document: JsonObject | undefined;
  /** Absolute URI of the resource. */
  readonly location: string | undefined;
  /** Entity tag of the resource. */
  readonly version: string | undefined;

  constructor(document: JsonObject | undefined, location?: string, version?: string) {
    this.document = document;
    this.location = location;
    this.version = version;
  }
}
