/**
 * The only module that touches scimmy. It uses scimmy for the published schema definitions, the resource types,
 * the service provider configuration, a second look at cleaned input, and the resource contract that the route
 * table calls. No text from a client goes into a scimmy parser: its filter pollutes prototypes and its patch
 * engine loses data, so the constructor below calls `super()` without arguments.
 */

import SCIMMY from 'scimmy';
import type { ScimAnswer } from './answer.ts';
import type { JsonObject } from './backend.ts';
import { badRequest } from './bad-request.ts';
import { ScimCall } from './call.ts';
import { MAX_RESULTS } from './list-query.ts';
import { ResourceType } from './resource-type.ts';
import type { ResourceDefinition, SchemaCatalogue } from './schema/catalogue.ts';
import type { AttributeDocument, SchemaDocument } from './schema/document.ts';

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

/** Elements of a list that scimmy checks again; it needs 25 microseconds for each. */
const SAMPLE = 100;

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

/** What /ServiceProviderConfig says; to be called after the route table is built, which sets its own. */
export function publishConfiguration(documentationUri: string | undefined): void {
  SCIMMY.Config.set({
    ...(documentationUri === undefined ? {} : { documentationUri }),
    patch: true,
    bulk: { supported: false },
    filter: { supported: true, maxResults: MAX_RESULTS },
    changePassword: false,
    sort: false,
    etag: true,
  });
}

/** Each route table appends its authentication scheme; to be called before it is built. */
export function clearAuthenticationSchemes(): void {
  SCIMMY.Config.set('authenticationSchemes', []);
}

function declareResourceType({ schema, core, extensions }: ResourceDefinition): ResourceType {
  const published = define(core, toPublished);
  for (const extension of extensions) published.extend(define(extension, toPublished), false);
  const type = new ResourceType(schema, createValidator(core, extensions));
  SCIMMY.Resources.declare(createResourceClass(type, createSchemaClass(published)), schema.name);
  return type;
}

function createSchemaClass(definition: SCIMMY.Types.SchemaDefinition): typeof SCIMMY.Types.Schema {
  return class extends SCIMMY.Types.Schema {
    static override readonly id = definition.id;
    static override readonly definition = definition;
  };
}

/** The class that the route table instantiates for each request. */
function createResourceClass(type: ResourceType, schema: typeof SCIMMY.Types.Schema) {
  return class extends SCIMMY.Types.Resource {
    static override readonly endpoint = type.schema.endpoint;
    static override readonly schema = schema;
    /** Locations come from the request at hand; scimmy's static base path would be shared by all requests. */
    static override basepath = () => type.schema.endpoint;
    readonly #id: string | undefined;

    constructor(id?: unknown) {
      super();
      this.#id = typeof id === 'string' ? id : undefined;
    }

    override async read(call?: unknown): Promise<ScimAnswer> {
      const id = this.#id;
      return await run(call, (known) => (id === undefined ? type.list(known) : type.get(known, id)));
    }

    override async write(body: unknown, call?: unknown): Promise<ScimAnswer> {
      const id = this.#id;
      return await run(call, (known) =>
        id === undefined ? type.create(known, body) : type.replace(known, id, body),
      );
    }

    override async patch(body: unknown, call?: unknown): Promise<ScimAnswer> {
      return await run(call, (known) => type.patch(known, this.#id ?? '', body));
    }

    override async dispose(call?: unknown): Promise<void> {
      await run(call, (known) => type.remove(known, this.#id ?? ''));
    }
  };
}

async function run<T>(call: unknown, operation: (call: ScimCall) => Promise<T>): Promise<T> {
  if (!(call instanceof ScimCall)) throw new TypeError('The route table passed no ScimCall');
  return await call.run(() => operation(call));
}

/** Checks cleaned attributes against the definitions once more, with an implementation that is not ours. */
function createValidator(
  core: SchemaDocument,
  extensions: readonly SchemaDocument[],
): (attributes: JsonObject) => void {
  const definition = define(core, toChecked);
  for (const extension of extensions) definition.extend(define(extension, toChecked), false);
  return (attributes) => {
    try {
      definition.coerce(takeSample(attributes), 'in');
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof SCIMMY.Types.SCIMError)) throw error;
      throw badRequest('invalidValue', error.message);
    }
  };
}

function takeSample(attributes: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.slice(0, SAMPLE) : value,
    ]),
  );
}

type ToAttribute = (document: AttributeDocument) => SCIMMY.Types.Attribute[];

function define({ name, id, description, attributes }: SchemaDocument, toAttribute: ToAttribute) {
  return new SCIMMY.Types.SchemaDefinition(name, id, description, attributes.flatMap(toAttribute));
}

function toPublished(document: AttributeDocument): SCIMMY.Types.Attribute[] {
  return [createAttribute(document, document.type, document.canonicalValues ?? false, toPublished)];
}

/**
 * The same attribute as far as scimmy can check it: its canonical values are an enumeration (for RFC 7643
 * section 7 they are suggestions), its decimals refuse 3, its references refuse what is no URL.
 */
function toChecked(document: AttributeDocument): SCIMMY.Types.Attribute[] {
  if (document.type === 'decimal') return [];
  const type = document.type === 'reference' ? 'string' : document.type;
  return [createAttribute(document, type, false, toChecked)];
}

function createAttribute(
  document: AttributeDocument,
  type: AttributeDocument['type'],
  canonicalValues: string[] | false,
  toSubAttribute: ToAttribute,
): SCIMMY.Types.Attribute {
  return new SCIMMY.Types.Attribute(
    type,
    document.name,
    {
      multiValued: document.multiValued,
      description: document.description,
      required: document.required,
      canonicalValues,
      caseExact: document.caseExact ?? false,
      mutable: document.mutability,
      returned: document.returned,
      referenceTypes: type === 'reference' ? (document.referenceTypes ?? false) : false,
      uniqueness: document.uniqueness ?? false,
    },
    (document.subAttributes ?? []).flatMap(toSubAttribute),
  );
}
