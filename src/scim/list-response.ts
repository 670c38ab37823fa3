/** RFC 7644 section 3.4.2: the message that carries a page. `itemsPerPage` is what it holds; Okta checks that. */

import { ScimAnswer } from './answer.ts';
import type { RenderedPage } from './resource-type.ts';
import { LIST_RESPONSE_URN } from './schema/urns.ts';

export function listResponse({ totalResults, startIndex, resources }: RenderedPage): ScimAnswer {
  return new ScimAnswer({
    schemas: [LIST_RESPONSE_URN],
    totalResults,
    startIndex,
    itemsPerPage: resources.length,
    Resources: [...resources],
  });
}
