/** SCIM requests as they arrive at the backends of a bridge in one process, without HTTP around them. */

import type { JsonObject, ScimContext } from '../../src/scim/backend.ts';
import { ScimCall } from '../../src/scim/call.ts';
import type { QueryParameters } from '../../src/scim/list-query.ts';
import { loadSchemaCatalogue } from '../../src/scim/schema/catalogue.ts';
import { declareResourceTypes } from '../../src/scim/scimmy.ts';
import type { Bridge } from '../offboarding/bridge-in-process.ts';

const TYPES = declareResourceTypes(loadSchemaCatalogue());
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export type Document = JsonObject;

/** One resource type as one client uses it. */
export class ScimInProcess {
  readonly #bridge: Bridge;
  readonly #name: 'users' | 'groups';
  readonly #context: () => ScimContext;

  constructor(bridge: Bridge, name: 'users' | 'groups', context = () => bridge.context()) {
    this.#bridge = bridge;
    this.#name = name;
    this.#context = context;
  }

  async post(attributes: JsonObject, context?: ScimContext): Promise<Document> {
    return documentOf(await this.#type.create(this.#call({}, context), this.#body(attributes)));
  }

  async get(id: string, query: QueryParameters = {}): Promise<Document> {
    return documentOf(await this.#type.get(this.#call(query), id));
  }

  async list(query: QueryParameters): Promise<Document[]> {
    const { Resources } = documentOf(await this.#type.list(this.#call(query)));
    return (Array.isArray(Resources) ? Resources : []).filter(isDocument);
  }

  async put(id: string, attributes: JsonObject): Promise<Document> {
    return documentOf(await this.#type.replace(this.#call({}), id, this.#body(attributes)));
  }

  async patch(id: string, operations: readonly JsonObject[], query: QueryParameters = {}): Promise<Document> {
    const body = { schemas: [PATCH_OP], Operations: operations };
    return documentOf(await this.#type.patch(this.#call(query), id, body));
  }

  async delete(id: string): Promise<void> {
    await this.#type.remove(this.#call({}), id);
  }

  get #type() {
    return TYPES[this.#name];
  }

  #body(attributes: JsonObject): JsonObject {
    return { schemas: [this.#type.schema.id], ...attributes };
  }

  #call(query: QueryParameters, context = this.#context()): ScimCall {
    return new ScimCall(context, { users: this.#bridge.scopedUsers, groups: this.#bridge.groups }, query);
  }
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function documentOf({ document }: { readonly document: JsonObject | undefined }): Document {
  if (document === undefined) throw new Error('the answer has no document');
  return document;
}
