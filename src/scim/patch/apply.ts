/**
 * Applies PATCH operations to a copy of a resource (RFC 7644 section 3.5.2). Atomic: either all operations
 * take effect in the result, or an error leaves the resource as it was.
 */

import type { JsonObject, ScimResource } from '../backend.ts';
import { badRequest } from '../bad-request.ts';
import { isJsonObject, isRecord, objectsIn, ownValue } from '../json.ts';
import type { Pace } from '../pace.ts';
import { type Attribute, isReadOnly } from '../schema/attribute.ts';
import { formatPath, type ResolvedPath } from '../schema/path.ts';
import type { ExtensionSchema, ResourceSchema } from '../schema/resource-schema.ts';
import { ElementList } from '../values/element-list.ts';
import { requireComplete } from '../values/required.ts';
import { editList } from './list-edit.ts';
import { inOperation, type PatchOperation, type PatchVerb } from './operation.ts';
import { editSingle } from './single-edit.ts';
import { type AttributeTarget, findPatchTarget, type PatchTarget } from './target.ts';

/** The attributes of `resource` after `operations`; throws a 400 that names the operation that cannot be done. */
export function applyPatch(
  schema: ResourceSchema,
  resource: ScimResource,
  operations: readonly PatchOperation[],
): JsonObject {
  const patch = new Patch(schema, resource);
  for (const operation of operations) inOperation(operation.number, () => patch.apply(operation));
  return patch.finish();
}

/** The same for many operations or many values; rests between operations. */
export async function applyLongPatch(
  schema: ResourceSchema,
  resource: ScimResource,
  operations: readonly PatchOperation[],
  pace: Pace,
): Promise<JsonObject> {
  const patch = new Patch(schema, resource);
  for (const operation of operations) {
    if (pace.isDue) await pace.rest();
    inOperation(operation.number, () => patch.apply(operation));
  }
  if (pace.isDue) await pace.rest();
  return patch.finish();
}

interface OpenList {
  readonly holder: JsonObject;
  readonly name: string;
  readonly list: ElementList;
}

/** Copies what an operation is about before it changes it; everything else is shared with the resource. */
class Patch {
  readonly #schema: ResourceSchema;
  readonly #id: string;
  readonly #attributes: JsonObject;
  readonly #lists = new Map<Attribute, OpenList>();
  readonly #holders = new Map<string, JsonObject>();

  constructor(schema: ResourceSchema, resource: ScimResource) {
    this.#schema = schema;
    this.#id = resource.id;
    this.#attributes = { ...resource.attributes };
  }

  apply({ verb, target, value }: PatchOperation): void {
    if (target === undefined) this.#applyNamedValues(verb, value);
    else this.#applyTo(target, verb, value);
  }

  finish(): JsonObject {
    for (const { holder, name, list } of this.#lists.values()) {
      if (list.size > 0) holder[name] = list.toArray();
      else delete holder[name];
    }
    for (const { id } of this.#schema.extensions.values()) {
      const holder = ownValue(this.#attributes, id);
      if (isJsonObject(holder) && Object.keys(holder).length === 0) delete this.#attributes[id];
    }
    requireComplete(this.#schema, this.#attributes, 'mutability');
    return this.#attributes;
  }

  /** Without a path the value's keys say what to change; Okta and Entra send readOnly ones along. */
  #applyNamedValues(verb: PatchVerb, value: unknown, isBelowUrn = false): void {
    if (!isRecord(value)) throw badRequest('invalidValue', "without a 'path', 'value' must be an object");
    for (const [key, given] of Object.entries(value)) {
      const target = findPatchTarget(this.#schema, key);
      // A URN below a URN names nothing; to follow it would let the client choose the depth of our calls.
      if (target === undefined || (isBelowUrn && target.kind === 'core')) continue;
      if (target.kind === 'core') this.#applyNamedValues(verb, given, true);
      else if (target.kind === 'extension') this.#applyExtension(target.extension, verb, given);
      else if (isWritable(target.path)) this.#applyToAttribute(target, verb, given);
      else this.#checkSameId(target.path, given);
    }
  }

  #checkSameId({ attribute, extension }: ResolvedPath, given: unknown): void {
    if (attribute !== 'id' || extension !== undefined || given === this.#id) return;
    throw badRequest('mutability', "'id' is readOnly and not that of this resource");
  }

  #applyTo(target: PatchTarget, verb: PatchVerb, value: unknown): void {
    if (target.kind === 'core') this.#applyNamedValues(verb, value);
    else if (target.kind === 'attribute') this.#applyToAttribute(target, verb, value);
    else if ([...target.extension.attributes.values()].every(isReadOnly)) {
      throw badRequest('mutability', `'${target.extension.id}' is readOnly`);
    } else this.#applyExtension(target.extension, verb, value);
  }

  #applyToAttribute({ path, where }: AttributeTarget, verb: PatchVerb, value: unknown): void {
    if (!isWritable(path)) throw badRequest('mutability', `'${formatPath(path)}' is readOnly`);
    const holder = this.#holderOf(path.extension);
    if (path.definition.multiValued) {
      editList(this.#openList(holder, path.definition), path, where, verb, value);
    } else {
      editSingle(holder, path, verb, value);
    }
  }

  #applyExtension(extension: ExtensionSchema, verb: PatchVerb, value: unknown): void {
    const given = verb === 'remove' || value === null ? removalOf(extension) : value;
    if (!isRecord(given)) throw badRequest('invalidValue', `'${extension.id}' takes an object of attributes`);
    for (const [name, part] of Object.entries(given)) {
      const target = findPatchTarget(this.#schema, `${extension.id}:${name}`);
      if (target?.kind === 'attribute' && isWritable(target.path)) {
        this.#applyToAttribute(target, verb === 'add' && part !== null ? 'add' : 'replace', part);
      }
    }
  }

  #holderOf(extension: string | undefined): JsonObject {
    if (extension === undefined) return this.#attributes;
    const open = this.#holders.get(extension);
    if (open !== undefined) return open;
    const existing = ownValue(this.#attributes, extension);
    const holder = isJsonObject(existing) ? { ...existing } : {};
    this.#holders.set(extension, holder);
    this.#attributes[extension] = holder;
    return holder;
  }

  #openList(holder: JsonObject, definition: Attribute): ElementList {
    const open = this.#lists.get(definition);
    if (open !== undefined) return open.list;
    const elements = objectsIn(ownValue(holder, definition.name)).map((element) => ({ ...element }));
    const list = new ElementList(definition, elements);
    this.#lists.set(definition, { holder, name: definition.name, list });
    return list;
  }
}

function isWritable({ definition, subDefinition }: ResolvedPath): boolean {
  return !isReadOnly(definition) && !(subDefinition && isReadOnly(subDefinition));
}

function removalOf(extension: ExtensionSchema): Readonly<Record<string, null>> {
  return Object.fromEntries([...extension.attributes.values()].map(({ name }) => [name, null]));
}
