/** RFC 7644 section 3.4.2: the message that carries a page. `itemsPerPage` is what it holds; Okta checks that. */

import { ScimAnswer } from './answer.ts';
import type { JsonObject } from './backend.ts';
import type { Rendering } from './rendering.ts';
import { LIST_RESPONSE_URN } from './schema/urns.ts';

/** @param paging where the page stands: by index `totalResults` and `startIndex`, by cursor `nextCursor` */
export function listResponse(paging: JsonObject, resources: readonly Rendering[]): ScimAnswer {
  const head = { schemas: [LIST_RESPONSE_URN], ...paging, itemsPerPage: resources.length };
  return new ScimAnswer(new RenderedList(head, resources));
}

/** Put together from the texts of the resources, which are often at hand. */
class RenderedList implements Rendering {
  readonly #head: JsonObject;
  readonly #resources: readonly Rendering[];

  constructor(head: JsonObject, resources: readonly Rendering[]) {
    this.#head = head;
    this.#resources = resources;
  }

  get document(): JsonObject {
    return { ...this.#head, Resources: this.#resources.map(({ document }) => document) };
  }

  get text(): string {
    const resources = this.#resources.map(({ text }) => text).join(',');
    return `${JSON.stringify(this.#head).slice(0, -1)},"Resources":[${resources}]}`;
  }
}
