/** What an answer carries, as an object and as the text that goes out. */

import type { JsonObject } from './backend.ts';

export interface Rendering {
  readonly document: JsonObject;
  /** The document as JSON. */
  readonly text: string;
}

/** Its text is made once, however many answers carry it. */
export class RenderedDocument implements Rendering {
  readonly document: JsonObject;
  #text: string | undefined;

  constructor(document: JsonObject) {
    this.document = document;
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.document);
    return this.#text;
  }
}
