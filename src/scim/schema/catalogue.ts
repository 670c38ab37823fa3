/** All schemas of the bridge, less what an installation hides. */

import type { AttributeDocument, SchemaDocument } from './document.ts';
import { readSchemaDocument } from './document.ts';
import { compileResourceSchema, type ResourceSchema } from './resource-schema.ts';

export interface ResourceDefinition {
  readonly schema: ResourceSchema;
  readonly core: SchemaDocument;
  readonly extensions: readonly SchemaDocument[];
}

export interface SchemaCatalogue {
  readonly users: ResourceDefinition;
  readonly groups: ResourceDefinition;
}

const USER_FILE = 'user.json';
const GROUP_FILE = 'group.json';
const USER_EXTENSION_FILES = ['enterprise-user.json', 'genesys-user.json', 'offboarding-user.json'];

/**
 * Reads and compiles the schemas.
 *
 * @param hiddenAttributes names that are neither published nor accepted: top-level (`nickName`) or
 *   qualified (`urn:...:User:costCenter`), without regard to case; throws for a name that no schema has.
 */
export function loadSchemaCatalogue(hiddenAttributes: readonly string[] = []): SchemaCatalogue {
  const hidden = new Set(hiddenAttributes.map((name) => name.toLowerCase()));
  const unused = new Set(hidden);
  const read = (fileName: string) => hideAttributes(readSchemaDocument(fileName), hidden, unused);
  const user = read(USER_FILE);
  const userExtensions = USER_EXTENSION_FILES.map(read);
  const group = read(GROUP_FILE);
  if (unused.size > 0) {
    throw new Error(`No schema has the hidden attribute ${[...unused].join(', ')}: check the spelling`);
  }
  return {
    users: {
      schema: compileResourceSchema({ name: 'User', endpoint: '/Users' }, user, userExtensions),
      core: user,
      extensions: userExtensions,
    },
    groups: {
      schema: compileResourceSchema({ name: 'Group', endpoint: '/Groups' }, group, []),
      core: group,
      extensions: [],
    },
  };
}

function hideAttributes(
  document: SchemaDocument,
  hidden: ReadonlySet<string>,
  unused: Set<string>,
): SchemaDocument {
  const isVisible = ({ name }: AttributeDocument): boolean => {
    const hits = [name, `${document.id}:${name}`]
      .map((text) => text.toLowerCase())
      .filter((text) => hidden.has(text) && (text.includes(':') || document.id.includes(':core:')));
    for (const hit of hits) unused.delete(hit);
    return hits.length === 0;
  };
  return { ...document, attributes: document.attributes.filter(isVisible) };
}
