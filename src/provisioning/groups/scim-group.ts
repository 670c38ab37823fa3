/** Between a SCIM Group and a Genesys group. */

import type { ErrorCode } from '../../error-guide/guide.ts';
import { BridgeError } from '../../errors.ts';
import type { JsonObject, ResourceMeta, ScimResource } from '../../scim/backend.ts';
import type { GroupAttributes } from '../../scim/schema/resource-types.ts';
import { type Draft, definedOnly, type NamedBy, readObjects, readText } from '../attribute-values.ts';
import type { KnownGroup } from './group-directory.ts';
import type { Members } from './group-members.ts';

export interface DesiredGroup {
  readonly displayName: string;
  readonly externalId: string | undefined;
  /** Each once, in the order in which they came; undefined leaves the members alone. */
  readonly memberIds: readonly string[] | undefined;
}

function refuse(message: string, code: ErrorCode): BridgeError {
  return new BridgeError(message, { code, status: 400, scimType: 'invalidValue' });
}

function readMemberId(member: JsonObject): string {
  const id = readText(member, 'value');
  if (id === undefined) throw refuse("members: a member has no 'value'", 'group.no-member-id');
  if (readText(member, 'type')?.toLowerCase() === 'group') {
    throw refuse(
      `members: '${id.slice(0, 64)}' is a group; Genesys Cloud has no groups within groups`,
      'group.nested',
    );
  }
  return id;
}

/** Throws 400 for what Genesys has no place for. */
export function toDesiredGroup(attributes: JsonObject): DesiredGroup {
  const displayName = readText(attributes, 'displayName')?.trim();
  if (displayName === undefined) throw refuse("Required attribute 'displayName' is missing", 'group.no-name');
  return {
    displayName,
    externalId: readText(attributes, 'externalId'),
    memberIds: [...new Set(readObjects(attributes, 'members').map(readMemberId))],
  };
}

/** The tag changes with what Genesys holds and with what the bridge keeps. */
function metaOf({ group, kept }: KnownGroup): ResourceMeta {
  const changed = kept !== undefined && kept.updatedAt > kept.createdAt;
  const revision = changed ? `.${kept.updatedAt.getTime().toString(36)}` : '';
  const lastModified = group.dateModified ?? kept?.updatedAt.toISOString();
  return {
    ...(lastModified === undefined ? {} : { lastModified }),
    version: `W/"${group.version}${revision}"`,
  };
}

/** Without members when they were not read. */
export function toScimGroup(known: KnownGroup, members: Members | undefined, baseUrl: string): ScimResource {
  const shown = [...(members?.values() ?? [])].map(({ id, name }) =>
    definedOnly({
      value: id,
      $ref: `${baseUrl}/Users/${id}`,
      type: 'User',
      display: name || undefined,
    } satisfies Draft<NonNullable<GroupAttributes['members']>[number]>),
  );
  return {
    id: known.group.id,
    meta: metaOf(known),
    attributes: definedOnly({
      externalId: known.externalId,
      displayName: known.group.name,
      members: shown.length === 0 ? undefined : shown,
    } satisfies NamedBy<GroupAttributes>),
  };
}
