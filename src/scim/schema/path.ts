/** Attribute names as clients write them (RFC 7644 section 3.10), resolved against a resource schema. */

import type { ScimType } from '../../errors.ts';
import { badRequest, quoted } from '../bad-request.ts';
import type { Attribute } from './attribute.ts';
import type { ExtensionSchema, ResourceSchema } from './resource-schema.ts';
import { ENTERPRISE_USER_URN } from './urns.ts';

/** An attribute by its canonical names. */
export interface AttributePath {
  /** URN of the extension that holds the attribute; undefined for the core schema. */
  readonly extension?: string | undefined;
  readonly attribute: string;
  readonly sub?: string | undefined;
}

export interface ResolvedPath extends AttributePath {
  readonly definition: Attribute;
  readonly subDefinition?: Attribute | undefined;
}

export type PathTarget =
  | { readonly kind: 'core' }
  | { readonly kind: 'extension'; readonly extension: ExtensionSchema }
  | { readonly kind: 'attribute'; readonly path: ResolvedPath };

/** What `text` names: a whole schema or an attribute; undefined when the schema has no such thing. */
export function findTarget(schema: ResourceSchema, text: string): PathTarget | undefined {
  const folded = text.toLowerCase();
  if (!folded.startsWith('urn:')) return findUnqualified(schema, text);
  if (folded === schema.id.toLowerCase()) return { kind: 'core' };
  const inCore = nameBelow(schema.id, text);
  if (inCore !== undefined) return attributeTarget(findIn(schema.attributes, inCore, undefined));
  for (const extension of schema.extensions.values()) {
    if (folded === extension.id.toLowerCase()) return { kind: 'extension', extension };
    const name = nameBelow(extension.id, text);
    if (name !== undefined) return attributeTarget(findIn(extension.attributes, name, extension.id));
  }
  return undefined;
}

/** The attribute that `text` names; throws a 400 with `scimType` when there is none. */
export function resolveAttribute(schema: ResourceSchema, text: string, scimType: ScimType): ResolvedPath {
  const target = findTarget(schema, text);
  if (target?.kind === 'attribute') return target.path;
  throw badRequest(scimType, `${quoted(text)} is not an attribute of ${schema.name}`);
}

/** RFC 7643 section 2.4: the value of a complex attribute is its `value` sub-attribute unless one is named. */
export function withDefaultSub(path: ResolvedPath): ResolvedPath {
  const value = path.definition.subAttributes.get('value');
  if (path.sub !== undefined || value === undefined) return path;
  return { ...path, sub: value.name, subDefinition: value };
}

export function leafOf(path: ResolvedPath): Attribute {
  return path.subDefinition ?? path.definition;
}

/** `emails`, `name.givenName` or `urn:...:User:manager.value`. */
export function formatPath({ extension, attribute, sub }: AttributePath): string {
  return `${extension === undefined ? '' : `${extension}:`}${attribute}${sub === undefined ? '' : `.${sub}`}`;
}

/** Older Entra configurations name enterprise attributes as if they were core ones. */
function findUnqualified(schema: ResourceSchema, text: string): PathTarget | undefined {
  const core = findIn(schema.attributes, text, undefined);
  if (core !== undefined) return attributeTarget(core);
  const enterprise = schema.extensions.get(ENTERPRISE_USER_URN.toLowerCase());
  return enterprise && attributeTarget(findIn(enterprise.attributes, text, enterprise.id));
}

function nameBelow(urn: string, text: string): string | undefined {
  const prefix = `${urn}:`;
  return text.toLowerCase().startsWith(prefix.toLowerCase()) ? text.slice(prefix.length) : undefined;
}

function findIn(
  attributes: ResourceSchema['attributes'],
  name: string,
  extension: string | undefined,
): ResolvedPath | undefined {
  const [attributeName = '', subName, ...rest] = name.split('.', 3);
  const definition = attributes.get(attributeName.toLowerCase());
  if (definition === undefined || rest.length > 0) return undefined;
  if (subName === undefined) return { extension, attribute: definition.name, definition };
  const subDefinition = definition.subAttributes.get(subName.toLowerCase());
  return (
    subDefinition && {
      extension,
      attribute: definition.name,
      definition,
      sub: subDefinition.name,
      subDefinition,
    }
  );
}

function attributeTarget(path: ResolvedPath | undefined): PathTarget | undefined {
  return path && { kind: 'attribute', path };
}
