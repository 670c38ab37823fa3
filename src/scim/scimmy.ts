/**
 * The only module that touches scimmy. It uses scimmy for what discovery publishes: the schema definitions and
 * the resource types. Nothing from a client goes into scimmy: its filter pollutes prototypes, its patch engine
 * loses data, and its resources cost a request ten times what ours do.
 */

import SCIMMY from 'scimmy';
import { ResourceType } from './resource-type.ts';
import type { ResourceDefinition, SchemaCatalogue } from './schema/catalogue.ts';
import type { AttributeDocument, SchemaDocument } from './schema/document.ts';
import type { ResourceSchema } from './schema/resource-schema.ts';

interface DeclaredTypes {
  readonly users: ResourceType;
  readonly groups: ResourceType;
}

interface Declaration extends DeclaredTypes {
  /** The published definitions, to tell one catalogue from another. */
  readonly fingerprint: string;
}

/** scimmy keeps its declarations for the whole process, so there is one set of schemas in a process. */
let declaration: Declaration | undefined;

/** Declares Users and Groups once; throws when the process already publishes other schemas. */
export function declareResourceTypes(catalogue: SchemaCatalogue): DeclaredTypes {
  const fingerprint = JSON.stringify(
    [catalogue.users, catalogue.groups].map(({ core, extensions }) => [core, extensions]),
  );
  if (declaration !== undefined && declaration.fingerprint !== fingerprint) {
    throw new Error('This process already publishes other SCIM schemas: use one set of hidden attributes');
  }
  declaration ??= {
    fingerprint,
    users: declareResourceType(catalogue.users),
    groups: declareResourceType(catalogue.groups),
  };
  return declaration;
}

function declareResourceType({ schema, core, extensions }: ResourceDefinition): ResourceType {
  const published = define(core);
  for (const extension of extensions) published.extend(define(extension), false);
  SCIMMY.Resources.declare(createResourceClass(schema, createSchemaClass(published)), schema.name);
  return new ResourceType(schema);
}

function createSchemaClass(definition: SCIMMY.Types.SchemaDefinition): typeof SCIMMY.Types.Schema {
  return class extends SCIMMY.Types.Schema {
    static override readonly id = definition.id;
    static override readonly definition = definition;
  };
}

/** What scimmy's route table and its discovery documents need to know; requests for resources never reach it. */
function createResourceClass({ endpoint }: ResourceSchema, schema: typeof SCIMMY.Types.Schema) {
  return class extends SCIMMY.Types.Resource {
    static override readonly endpoint = endpoint;
    static override readonly schema = schema;
    /** Locations come from the request at hand; scimmy's static base path would be shared by all requests. */
    static override basepath = () => endpoint;
  };
}

function define({ name, id, description, attributes }: SchemaDocument): SCIMMY.Types.SchemaDefinition {
  return new SCIMMY.Types.SchemaDefinition(name, id, description, attributes.map(createAttribute));
}

function createAttribute(document: AttributeDocument): SCIMMY.Types.Attribute {
  const { type } = document;
  return new SCIMMY.Types.Attribute(
    type,
    document.name,
    {
      multiValued: document.multiValued,
      description: document.description,
      required: document.required,
      canonicalValues: document.canonicalValues ?? false,
      caseExact: document.caseExact ?? false,
      mutable: document.mutability,
      returned: document.returned,
      referenceTypes: type === 'reference' ? (document.referenceTypes ?? false) : false,
      uniqueness: document.uniqueness ?? false,
    },
    (document.subAttributes ?? []).map(createAttribute),
  );
}
