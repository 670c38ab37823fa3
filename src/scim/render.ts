/** The JSON document of a resource as a response carries it. */

import type { JsonObject, JsonValue, ScimResource } from './backend.ts';
import { isAssigned, isJsonObject, ownValue } from './json.ts';
import type { Projection } from './projection.ts';
import type { Attribute, AttributeTable } from './schema/attribute.ts';
import type { ResourceSchema } from './schema/resource-schema.ts';

/** Resource types that references lead to, by the attribute that holds them. */
const REFERENCED: Readonly<Record<string, string>> = { manager: 'Users', groups: 'Groups', members: 'Users' };

/** The absolute URI of a resource (RFC 7643 section 3.1, `meta.location`). */
export function locationOf({ endpoint }: ResourceSchema, id: string, baseUrl: string): string {
  return `${baseUrl}${endpoint}/${encodeURIComponent(id)}`;
}

export function renderResource(
  schema: ResourceSchema,
  projection: Projection,
  { id, meta, attributes }: ScimResource,
  baseUrl: string,
): JsonObject {
  const location = locationOf(schema, id, baseUrl);
  const complete: JsonObject = {
    ...attributes,
    id,
    meta: { resourceType: schema.name, ...meta, location },
  };
  const render = new Renderer(projection, baseUrl);
  const urns = [schema.id];
  const document = render.renderTable(schema.attributes, undefined, complete, { schemas: urns });
  for (const extension of schema.extensions.values()) {
    const holder = ownValue(attributes, extension.id);
    if (!isJsonObject(holder)) continue;
    const rendered = render.renderTable(extension.attributes, extension.id, holder, {});
    if (!isAssigned(rendered)) continue;
    urns.push(extension.id);
    document[extension.id] = rendered;
  }
  return document;
}

class Renderer {
  readonly #projection: Projection;
  readonly #baseUrl: string;

  constructor(projection: Projection, baseUrl: string) {
    this.#projection = projection;
    this.#baseUrl = baseUrl;
  }

  /** Completes `rendered` with what the response carries of `holder`. */
  renderTable(
    table: AttributeTable,
    extension: string | undefined,
    holder: JsonObject,
    rendered: JsonObject,
  ): JsonObject {
    for (const attribute of this.#projection.carriedOf(extension, table)) {
      const value = ownValue(holder, attribute.name);
      if (!isAssigned(value)) continue;
      const part = this.#renderValue(extension, attribute, value);
      if (isAssigned(part)) rendered[attribute.name] = part;
    }
    return rendered;
  }

  #renderValue(extension: string | undefined, attribute: Attribute, value: JsonValue): JsonValue {
    if (attribute.subAttributes.size === 0) return value;
    const subs = this.#projection.subsOf(extension, attribute);
    const render = (element: JsonValue) =>
      isJsonObject(element) ? this.#renderComplex(attribute, subs, element) : element;
    return Array.isArray(value) ? value.map(render).filter(isAssigned) : render(value);
  }

  #renderComplex(attribute: Attribute, subs: readonly Attribute[], element: JsonObject): JsonObject {
    const rendered: JsonObject = {};
    for (const { name } of subs) {
      const value =
        ownValue(element, name) ?? (name === '$ref' ? this.#referTo(attribute, element) : undefined);
      if (isAssigned(value)) rendered[name] = value;
    }
    return rendered;
  }

  /** The URI of what `value` refers to, for a backend that keeps ids only. */
  #referTo({ name }: Attribute, element: JsonObject): string | undefined {
    const value = ownValue(element, 'value');
    const type = ownValue(element, 'type') === 'Group' ? 'Groups' : REFERENCED[name];
    if (typeof value !== 'string' || type === undefined) return undefined;
    return `${this.#baseUrl}/${type}/${encodeURIComponent(value)}`;
  }
}
