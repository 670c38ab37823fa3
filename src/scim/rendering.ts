/** What an answer carries, as an object and as the text that goes out. */

import type { JsonObject } from './backend.ts';

export interface Rendering {
  readonly document: JsonObject;
  /** The document as JSON. */
  readonly text: string;
}

/** Holds the document until its text is made, and the text alone from then on. */
export class RenderedDocument implements Rendering {
  #document: JsonObject | undefined;
  #text: string | undefined;

  constructor(document: JsonObject) {
    this.#document = document;
  }

  get document(): JsonObject {
    return this.#document ?? JSON.parse(this.text);
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.#document);
    this.#document = undefined;
    return this.#text;
  }
}
