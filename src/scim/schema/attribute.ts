/** One attribute as filters, patches and projections need it: compiled from a definition, looked up without case. */

import type { AttributeDocument } from './document.ts';

export interface Attribute {
  readonly name: string;
  /** As messages name it: `emails.type`, `urn:...:User:manager.value`. */
  readonly fullName: string;
  readonly type: AttributeDocument['type'];
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: AttributeDocument['mutability'];
  readonly returned: AttributeDocument['returned'];
  /** By lower-case name; empty for anything but a complex attribute. */
  readonly subAttributes: AttributeTable;
  readonly requiredSubAttributes: readonly Attribute[];
  /** Sub-attributes that tell one element of a multi-valued attribute from another; empty when all of them do. */
  readonly identity: readonly Attribute[];
}

/** Attributes by lower-case name (RFC 7643 section 2.1: names are compared without regard to case). */
export type AttributeTable = ReadonlyMap<string, Attribute>;

const CASE_EXACT_TYPES: ReadonlySet<string> = new Set(['reference', 'binary']);

/** @param prefix what stands before the name in messages: nothing, or an extension's URN and a colon */
export function compileAttributes(documents: readonly AttributeDocument[], prefix = ''): AttributeTable {
  return new Map(
    documents.map((document) => [document.name.toLowerCase(), compileAttribute(document, prefix)]),
  );
}

function compileAttribute(document: AttributeDocument, prefix: string): Attribute {
  const fullName = `${prefix}${document.name}`;
  const subAttributes = compileAttributes(document.subAttributes ?? [], `${fullName}.`);
  return {
    name: document.name,
    fullName,
    type: document.type,
    multiValued: document.multiValued,
    required: document.required,
    caseExact: document.caseExact ?? CASE_EXACT_TYPES.has(document.type),
    mutability: document.mutability,
    returned: document.returned,
    subAttributes,
    requiredSubAttributes: [...subAttributes.values()].filter((sub) => sub.required),
    identity: document.multiValued ? findIdentity(subAttributes) : [],
  };
}

/** RFC 7643 section 2.4: the same (type, value) should not appear twice; required sub-attributes say it better. */
function findIdentity(subAttributes: AttributeTable): readonly Attribute[] {
  const required = [...subAttributes.values()].filter((sub) => sub.required);
  if (required.length > 0) return required;
  if (!subAttributes.has('value')) return [];
  return ['value', 'type'].flatMap((name) => subAttributes.get(name) ?? []);
}

export function isReadOnly(attribute: Attribute): boolean {
  return attribute.mutability === 'readOnly';
}

/** Those of a table for which `isMeant` holds; they are found once for each table. */
export function selectAttributes(
  isMeant: (attribute: Attribute) => boolean,
): (table: AttributeTable) => readonly Attribute[] {
  const selections = new WeakMap<AttributeTable, readonly Attribute[]>();
  return (table) => {
    const known = selections.get(table);
    if (known !== undefined) return known;
    const selected = [...table.values()].filter(isMeant);
    selections.set(table, selected);
    return selected;
  };
}
