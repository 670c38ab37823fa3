/** The operations on one resource type, between HTTP and the backend. */

import { ScimAnswer } from './answer.ts';
import type { Change, CursorPage, JsonObject, ListQuery, ResourceBackend, ScimResource } from './backend.ts';
import type { ScimCall } from './call.ts';
import { isByCursor, listByCursor } from './cursor-list.ts';
import { answerInTime } from './deadline.ts';
import { type QueryParameters, readListQuery } from './list-query.ts';
import { listResponse } from './list-response.ts';
import { normaliseBody } from './normalise.ts';
import { Pace } from './pace.ts';
import { readIndexPosition } from './pages.ts';
import { applyLongPatch, applyPatch } from './patch/apply.ts';
import { parsePatch } from './patch/operation.ts';
import { checkPrecondition } from './precondition.ts';
import type { Projection } from './projection.ts';
import { locationOf } from './render.ts';
import type { Rendering } from './rendering.ts';
import { ResourceRenderer } from './resource-renderer.ts';
import type { ResourceSchema } from './schema/resource-schema.ts';
import { touchedByBody, touchedByOperations } from './touched.ts';
import { carryReadOnly } from './values/read-only.ts';
import { WANTS_NOTHING, wantedForChange, wantedForList } from './wanted.ts';

/** So few are applied in one go, as they need less than the rests between them. */
const MANY_OPERATIONS = 5;

/** Resources of one page, rendered. */
export interface RenderedPage {
  readonly totalResults: number;
  readonly startIndex: number;
  readonly resources: readonly Rendering[];
}

export interface RenderedCursorPage extends Omit<CursorPage, 'resources'> {
  readonly resources: readonly Rendering[];
}

export class ResourceType {
  readonly schema: ResourceSchema;
  readonly #resources: ResourceRenderer;

  constructor(schema: ResourceSchema) {
    this.schema = schema;
    this.#resources = new ResourceRenderer(schema);
  }

  async get(call: ScimCall, id: string): Promise<ScimAnswer> {
    const projection = this.#resources.project(call.query);
    const resource = await answerInTime(call.context, this.#backend(call).get(id, projection, call.context));
    const body = this.#resources.renderRead(projection, resource, call.context.baseUrl);
    return new ScimAnswer(body, resource.meta.version);
  }

  async list(call: ScimCall): Promise<ScimAnswer> {
    if (isByCursor(call.query)) return await listByCursor(call, [this], call.query);
    const { totalResults, startIndex, resources } = await this.listPage(call, call.query);
    return listResponse({ totalResults, startIndex }, resources);
  }

  async listPage(call: ScimCall, parameters: QueryParameters): Promise<RenderedPage> {
    const { query, isEmpty, render } = this.#readList(call, parameters);
    const { startIndex } = query;
    if (isEmpty) return { totalResults: 0, startIndex, resources: [] };
    const page = await answerInTime(call.context, this.#backend(call).list(query, call.context));
    return { totalResults: page.totalResults, startIndex, resources: render(page.resources) };
  }

  /** @param position `next` of the page before, as the client sent it back; undefined for the first page */
  async listByCursor(
    call: ScimCall,
    parameters: QueryParameters,
    position: string | undefined,
  ): Promise<RenderedCursorPage> {
    const { query, isEmpty, render } = this.#readList(call, parameters);
    if (isEmpty) return { totalResults: 0, resources: [] };
    const page = await answerInTime(call.context, this.#readByCursor(call, query, position));
    return { ...page, resources: render(page.resources) };
  }

  async #readByCursor(call: ScimCall, query: ListQuery, position: string | undefined): Promise<CursorPage> {
    const backend = this.#backend(call);
    const { startIndex: _byIndex, sort, ...unsorted } = query;
    if (sort === undefined && backend.listByCursor !== undefined) {
      const at = position === undefined ? {} : { position };
      return await backend.listByCursor({ ...unsorted, ...at }, call.context);
    }
    const startIndex = readIndexPosition(position);
    const { totalResults, resources } = await backend.list({ ...query, startIndex }, call.context);
    const next = startIndex + query.count;
    return { totalResults, resources, ...(next > totalResults ? {} : { next: String(next) }) };
  }

  #readList(call: ScimCall, parameters: QueryParameters) {
    const projection = this.#resources.project(parameters);
    const { filter, ...query } = readListQuery(this.schema, parameters);
    const asked = { ...query, ...(filter === undefined || filter.kind === 'constant' ? {} : { filter }) };
    return {
      query: { ...asked, wanted: wantedForList(projection, asked) },
      isEmpty: filter?.kind === 'constant' && !filter.value,
      render: (resources: readonly ScimResource[]) =>
        resources
          .slice(0, query.count)
          .map((resource) => this.#resources.renderRead(projection, resource, call.context.baseUrl)),
    };
  }

  async create(call: ScimCall, body: unknown): Promise<ScimAnswer> {
    const projection = this.#resources.project(call.query, touchedByBody(this.schema, body));
    const attributes = normaliseBody(this.schema, body);
    const created = await answerInTime(
      call.context,
      this.#backend(call).create(attributes, call.context, projection),
    );
    const location = locationOf(this.schema, created.id, call.context.baseUrl);
    return this.#answerChange(call, projection, created, location);
  }

  async replace(call: ScimCall, id: string, body: unknown): Promise<ScimAnswer> {
    const given = normaliseBody(this.schema, body);
    const touched = touchedByBody(this.schema, body);
    const projection = this.#resources.project(call.query, touched);
    const change = { touches: has(touched), partial: false, wanted: projection };
    return this.#answerChange(call, projection, await this.#change(call, id, change, () => given));
  }

  async patch(call: ScimCall, id: string, body: unknown): Promise<ScimAnswer> {
    const operations = parsePatch(this.schema, body);
    const touched = touchedByOperations(this.schema, operations);
    const projection = this.#resources.project(call.query, touched);
    const wanted = isBodyWanted(call) ? projection : WANTS_NOTHING;
    const change = { touches: has(touched), partial: true, wanted };
    const decide = (current: ScimResource) =>
      operations.length > MANY_OPERATIONS
        ? applyLongPatch(this.schema, current, operations, new Pace(call.context.deadline))
        : applyPatch(this.schema, current, operations);
    const resource = await this.#change(call, id, change, decide);
    return wanted === projection
      ? this.#answerChange(call, projection, resource)
      : new ScimAnswer(undefined, resource.meta.version);
  }

  async remove(call: ScimCall, id: string): Promise<ScimAnswer> {
    await answerInTime(call.context, this.#checkAndRemove(call, id));
    return new ScimAnswer(undefined);
  }

  async #checkAndRemove(call: ScimCall, id: string): Promise<void> {
    const { context } = call;
    const backend = this.#backend(call);
    if (context.ifMatch !== undefined)
      checkPrecondition(context, await backend.get(id, WANTS_NOTHING, context));
    await backend.remove(id, context);
  }

  #change(
    call: ScimCall,
    id: string,
    change: Change,
    decide: (current: ScimResource) => JsonObject | Promise<JsonObject>,
  ): Promise<ScimResource> {
    return answerInTime(call.context, this.#readAndUpdate(call, id, change, decide));
  }

  async #readAndUpdate(
    call: ScimCall,
    id: string,
    change: Change,
    decide: (current: ScimResource) => JsonObject | Promise<JsonObject>,
  ): Promise<ScimResource> {
    const { context } = call;
    const backend = this.#backend(call);
    const current =
      (await backend.getForChange?.(id, change, context)) ??
      (await backend.get(id, wantedForChange(change.wanted, this.schema), context));
    checkPrecondition(context, current);
    const next = carryReadOnly(this.schema, current.attributes, withActive(await decide(current), current));
    return await backend.update(current, next, context, change);
  }

  #backend({ backends }: ScimCall): ResourceBackend {
    return this.schema.name === 'User' ? backends.users : backends.groups;
  }

  #answerChange(
    { context }: ScimCall,
    projection: Projection,
    resource: ScimResource,
    location?: string,
  ): ScimAnswer {
    const body = this.#resources.render(projection, resource, context.baseUrl);
    return new ScimAnswer(body, resource.meta.version, location);
  }
}

function has(touched: ReadonlySet<string>): Change['touches'] {
  return (name) => touched.has(name);
}

/** RFC 7644 section 3.5.2: 200 or 204 as the provider likes, but 200 when the client asks for attributes. */
function isBodyWanted({ context, query }: ScimCall): boolean {
  if (context.client.settings.patchAnswer === 200) return true;
  return [query.attributes, query.excludedAttributes].some((names) => names !== undefined && names !== '');
}

/** A change that leaves `active` unassigned must neither deactivate nor reactivate anybody. */
function withActive(given: JsonObject, { attributes }: ScimResource): JsonObject {
  const active = Object.hasOwn(attributes, 'active') ? attributes.active : undefined;
  return Object.hasOwn(given, 'active') || active === undefined ? given : { ...given, active };
}
