/**
 * The one interface through which SCIM reaches the domain. A backend holds one resource type; it deals in
 * plain attribute objects and never sees HTTP, query strings or PATCH operations.
 */

import type { ClientSettings } from './client-settings.ts';
import type { Filter } from './filter/ast.ts';
import type { ResolvedPath } from './schema/path.ts';

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;
export interface JsonObject {
  [name: string]: JsonValue;
}

export interface ResourceMeta {
  /** ISO 8601, absent where the backend does not know it. */
  readonly created?: string;
  readonly lastModified?: string;
  /** Weak entity tag, for example `W/"7"`. */
  readonly version?: string;
}

/** Never changed once a backend has handed it out: a changed resource is another object. */
export interface ScimResource {
  readonly id: string;
  readonly meta: ResourceMeta;
  /** Every attribute but `schemas`, `id` and `meta`; extensions under their URN. */
  readonly attributes: JsonObject;
}

/** The authenticated caller. `authority` is the name its externalIds are kept under. */
export interface ScimClient {
  readonly name: string;
  readonly authority: string;
  readonly scopes: readonly string[];
  readonly settings: ClientSettings;
  /** The credential that it proved itself with, where it has one. */
  readonly credentialId?: string;
}

export interface ScimContext {
  readonly requestId: string;
  readonly client: ScimClient;
  /** Absolute URL of the SCIM root without a trailing slash. */
  readonly baseUrl: string;
  /** Epoch milliseconds by which the answer must be sent. */
  readonly deadline: number;
  /** Raised when the client goes away or the deadline passes. */
  readonly signal: AbortSignal;
  readonly ifMatch?: string;
  /** Of the bulk request that this one is an operation of. */
  readonly root?: ScimContext;
}

/** Answers whether the response will carry an attribute, so that a backend can leave out costly reads. */
export interface Wanted {
  /** `name` is a top-level attribute (`members`), an extension URN, or `URN:attribute`. */
  has(name: string): boolean;
  /** Whether the request names the attribute itself, rather than wanting all that is returned by default. */
  names?(name: string): boolean;
}

/** What a change is about, beside the next state. */
export interface Change {
  /** Whether the request speaks of the attribute; `name` is `roles` or `URN:routingSkills`. */
  touches(name: string): boolean;
  /** True for a PATCH: what it takes away it takes away on purpose. */
  readonly partial: boolean;
  /** What the response will carry. */
  readonly wanted: Wanted;
}

export interface ListQuery {
  readonly filter?: Filter;
  /** 1-based, already clamped (RFC 7644 section 3.4.2.4). */
  readonly startIndex: number;
  /** Never negative, already limited to the advertised maximum. */
  readonly count: number;
  readonly sort?: Sort;
  readonly wanted: Wanted;
}

export interface Sort {
  /** A simple attribute, or a sub-attribute of a complex one. */
  readonly by: ResolvedPath;
  readonly descending: boolean;
}

export interface ResourcePage {
  readonly totalResults: number;
  readonly resources: readonly ScimResource[];
}

/** A page of a list that a client reads by cursor (RFC 9865). */
export interface CursorQuery extends Omit<ListQuery, 'startIndex' | 'sort'> {
  /** A page's `next`, which may have been tampered with; undefined for the first page. */
  readonly position?: string;
}

export interface CursorPage {
  /** At most as many as asked for; fewer do not mean the end. */
  readonly resources: readonly ScimResource[];
  /** Where the next page begins, at most 2,000 printable ASCII characters; absent on the last page. */
  readonly next?: string;
  /** Where it costs nothing to know. */
  readonly totalResults?: number;
}

export interface ResourceBackend {
  /** Rejects with a 404 when the id is unknown or removed. */
  get(id: string, wanted: Wanted, context: ScimContext): Promise<ScimResource>;
  list(query: ListQuery, context: ScimContext): Promise<ResourcePage>;
  /** Reads on from any place without looking at what lies before it. Without it a cursor holds an index. */
  listByCursor?(query: CursorQuery, context: ScimContext): Promise<CursorPage>;
  create(attributes: JsonObject, context: ScimContext, wanted: Wanted): Promise<ScimResource>;
  /** Reads a resource that is about to change; a backend may leave out what the change does not touch. */
  getForChange?(id: string, change: Change, context: ScimContext): Promise<ScimResource>;
  /**
   * Brings the resource from `current` to `next`. `next` is complete: what it does not hold is unassigned,
   * except what `getForChange` left out because the change does not touch it.
   * Called for every accepted PUT and PATCH, also when nothing differs: a repeat may have to join work that
   * is still under way. A backend writes only what differs.
   */
  update(
    current: ScimResource,
    next: JsonObject,
    context: ScimContext,
    change: Change,
  ): Promise<ScimResource>;
  /** Called without a read before it, so that a repeated DELETE can join work that is still under way. */
  remove(id: string, context: ScimContext): Promise<void>;
}
