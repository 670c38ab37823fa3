/** Renders the resources of one type, each version once for all reads that leave nothing out. */

import type { ScimResource } from './backend.ts';
import { Projection, type ProjectionParameters } from './projection.ts';
import { renderResource } from './render.ts';
import { RenderedDocument } from './rendering.ts';
import { formatPath } from './schema/path.ts';
import type { ResourceSchema } from './schema/resource-schema.ts';

interface Kept {
  readonly baseUrl: string;
  readonly rendering: RenderedDocument;
}

export class ResourceRenderer {
  readonly #schema: ResourceSchema;
  /** What a request asks for that names no attributes. */
  readonly #everything: Projection;
  /** Attributes that only a request which names or writes them gets back. */
  readonly #onRequest: readonly string[];
  /** A backend never changes a resource that it has handed out, so its rendering is good as long as it lives. */
  readonly #kept = new WeakMap<ScimResource, Kept>();

  constructor(schema: ResourceSchema) {
    this.#schema = schema;
    this.#everything = new Projection(schema, {});
    this.#onRequest = returnedOnRequest(schema);
  }

  /** Throws 400 invalidValue for a parameter that is no list of names; `written` is what a change itself sent. */
  project(parameters: ProjectionParameters, written?: ReadonlySet<string>): Projection {
    const namesNone = parameters.attributes === undefined && parameters.excludedAttributes === undefined;
    const getsMore = written !== undefined && this.#onRequest.some((name) => written.has(name));
    return namesNone && !getsMore ? this.#everything : new Projection(this.#schema, parameters, written);
  }

  /** For a resource that others may ask for again. */
  renderRead(projection: Projection, resource: ScimResource, baseUrl: string): RenderedDocument {
    if (projection !== this.#everything) return this.render(projection, resource, baseUrl);
    const kept = this.#kept.get(resource);
    if (kept?.baseUrl === baseUrl) return kept.rendering;
    const rendering = this.render(projection, resource, baseUrl);
    this.#kept.set(resource, { baseUrl, rendering });
    return rendering;
  }

  render(projection: Projection, resource: ScimResource, baseUrl: string): RenderedDocument {
    return new RenderedDocument(renderResource(this.#schema, projection, resource, baseUrl));
  }
}

function returnedOnRequest({ attributes, extensions }: ResourceSchema): readonly string[] {
  const tables = [{ id: undefined, attributes }, ...extensions.values()];
  return tables.flatMap(({ id: extension, attributes }) =>
    [...attributes.values()]
      .filter(({ returned }) => returned === 'request')
      .map(({ name }) => formatPath({ extension, attribute: name })),
  );
}
