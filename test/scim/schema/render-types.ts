/** Writes the TypeScript types of the resources that `scim-schemas/` defines. */

import type { AttributeDocument, SchemaDocument } from '../../../src/scim/schema/document.ts';

const HEADER = `/**
 * The attributes of each schema, written from \`scim-schemas/\`: after a change there run
 * \`npx vitest run test/scim/schema -u\`.
 */
`;

/** Attributes of every resource that a backend deals in (RFC 7643 section 3.1). */
const EXTERNAL_ID = 'externalId?: string;';

export interface TypeToRender {
  readonly name: string;
  readonly schema: SchemaDocument;
  /** Undefined for an extension. */
  readonly extensions?: readonly { readonly name: string; readonly schema: SchemaDocument }[];
}

export function renderTypes(types: readonly TypeToRender[]): string {
  return [HEADER, ...types.map(renderType)].join('\n');
}

function renderType({ name, schema, extensions }: TypeToRender): string {
  const common = extensions === undefined ? [] : [EXTERNAL_ID];
  const extended = (extensions ?? []).map((extension) => `'${extension.schema.id}'?: ${extension.name};`);
  const members = [
    ...common,
    ...schema.attributes.map((attribute) => renderMember(attribute, 1)),
    ...extended,
  ];
  return `/** \`${schema.id}\` */\nexport type ${name} = {\n${members.map((member) => `  ${member}\n`).join('')}};\n`;
}

function renderMember(attribute: AttributeDocument, depth: number): string {
  const optional = attribute.required ? '' : '?';
  const type = attribute.type === 'complex' ? renderComplex(attribute, depth) : renderSimple(attribute);
  return `${attribute.name}${optional}: ${type}${attribute.multiValued ? '[]' : ''};`;
}

function renderComplex({ subAttributes = [] }: AttributeDocument, depth: number): string {
  const indent = '  '.repeat(depth);
  const members = subAttributes.map((sub) => `${indent}  ${renderMember(sub, depth + 1)}\n`);
  return `{\n${members.join('')}${indent}}`;
}

/** Canonical values are suggestions (RFC 7643 section 7) except where the server alone writes them. */
function renderSimple({ type, mutability, canonicalValues }: AttributeDocument): string {
  if (type === 'boolean') return 'boolean';
  if (type === 'integer' || type === 'decimal') return 'number';
  if (mutability !== 'readOnly' || canonicalValues === undefined) return 'string';
  return canonicalValues.map((value) => `'${value}'`).join(' | ');
}
