/** What an operation answers: the document, and what belongs into headers even where the document leaves it out. */

import type { JsonObject } from './backend.ts';

export class ScimAnswer {
  readonly document: JsonObject;
  /** Absolute URI of the resource. */
  readonly location: string | undefined;
  /** Entity tag of the resource. */
  readonly version: string | undefined;

  constructor(document: JsonObject, location?: string, version?: string) {
    this.document = document;
    this.location = location;
    this.version = version;
  }
}
