/** How answers become models: unknown fields are dropped, null counts as absent, anything else must fit. */

import { z } from 'zod';
import { isUuid } from './ids.ts';
import type {
  AgentStatus,
  Contact,
  Division,
  EmployerInfo,
  EntityRef,
  ExternalId,
  GenesysGroup,
  GenesysUser,
  GroupContact,
  Presence,
  Proficiency,
  Queue,
  Role,
  RoleGrant,
  RoutingEntry,
  UserStations,
  Utilization,
} from './models.ts';

const optionalText = z.string().exactOptional();
/** Of users and groups, whose ids go into SCIM and from there into paths. */
const uuid = z.string().refine(isUuid, 'no UUID');

export const entityRef: z.ZodType<EntityRef> = z.object({ id: z.string(), name: optionalText });

const named = z.object({ id: z.string(), name: z.string() });
export const role: z.ZodType<Role> = named;
export const division: z.ZodType<Division> = named;

const employerInfo: z.ZodType<EmployerInfo> = z.object({
  officialName: optionalText,
  employeeId: optionalText,
  employeeType: optionalText,
  dateHire: optionalText,
});

const contact: z.ZodType<Contact> = z.object({
  address: optionalText,
  display: optionalText,
  mediaType: optionalText,
  type: optionalText,
  extension: optionalText,
  countryCode: optionalText,
  integration: optionalText,
});

export const proficiency: z.ZodType<Proficiency> = z.object({
  id: z.string(),
  name: optionalText,
  proficiency: z.number().exactOptional(),
});

export const routingEntry: z.ZodType<RoutingEntry> = z.object({
  id: z.string(),
  name: z.string(),
  state: optionalText,
});

export const userStations: z.ZodType<UserStations> = z
  .object({ associatedStation: entityRef.optional(), defaultStation: entityRef.optional() })
  .transform(({ associatedStation, defaultStation }) => ({
    ...(associatedStation === undefined ? {} : { associated: associatedStation }),
    ...(defaultStation === undefined ? {} : { default: defaultStation }),
  }));

export const presence: z.ZodType<Presence> = z
  .object({ presenceDefinition: z.object({ id: optionalText, systemPresence: optionalText }).default({}) })
  .transform(({ presenceDefinition: { id, systemPresence } }) => ({
    ...(id === undefined ? {} : { definitionId: id }),
    ...(systemPresence === undefined ? {} : { systemPresence }),
  }));

const mediaSummary = z
  .record(z.string(), z.object({ active: z.number().default(0), acw: z.number().default(0) }))
  .transform((parts) => Object.values(parts).reduce((sum, { active, acw }) => sum + active + acw, 0));

/** One entry for each kind of media beside the user's id. */
const conversationSummary = z
  .record(z.string(), z.union([mediaSummary, z.string().transform(() => 0)]))
  .transform((media) => Object.values(media).reduce((sum, live) => sum + live, 0));

const expandedUser = z.object({
  id: uuid,
  name: z.string().default(''),
  email: z.string().default(''),
  state: z.enum(['active', 'inactive', 'deleted']),
  version: z.number().default(0),
  title: optionalText,
  department: optionalText,
  division: entityRef.exactOptional(),
  manager: entityRef.exactOptional(),
  addresses: z.array(contact).exactOptional(),
  primaryContactInfo: z.array(contact).exactOptional(),
  dateCreated: optionalText,
  dateLastLogin: optionalText,
  employerInfo: employerInfo.exactOptional(),
  languagePreference: optionalText,
  groups: z.array(entityRef).exactOptional(),
  skills: z.array(proficiency).exactOptional(),
  languages: z.array(proficiency).exactOptional(),
  team: entityRef.exactOptional(),
  station: userStations.exactOptional(),
  routingStatus: z.object({ status: optionalText }).exactOptional(),
  presence: presence.exactOptional(),
  conversationSummary: conversationSummary.exactOptional(),
  authorization: z.object({ roles: z.array(entityRef).default([]) }).exactOptional(),
  lastTokenIssued: z.object({ dateIssued: optionalText }).exactOptional(),
});

export const user: z.ZodType<GenesysUser> = expandedUser.transform(
  ({ routingStatus, conversationSummary: live, authorization, lastTokenIssued, ...profile }) => ({
    ...profile,
    ...(routingStatus?.status === undefined ? {} : { routingStatus: routingStatus.status }),
    ...(live === undefined ? {} : { liveConversations: live }),
    ...(authorization === undefined ? {} : { roles: authorization.roles }),
    ...(lastTokenIssued?.dateIssued === undefined ? {} : { lastTokenIssued: lastTokenIssued.dateIssued }),
  }),
);

export const externalIds: z.ZodType<ExternalId[]> = z.array(
  z
    .object({ authorityName: z.string(), externalKey: z.string() })
    .transform(({ authorityName, externalKey }) => ({ authority: authorityName, key: externalKey })),
);

export const queue: z.ZodType<Queue> = z.object({
  id: z.string(),
  name: optionalText,
  memberGroups: z.array(entityRef).default([]),
});

export interface SubjectGrant extends RoleGrant {
  readonly subjectId: string;
}

export const subjectGrants: z.ZodType<SubjectGrant[]> = z
  .object({
    id: z.string(),
    grants: z.array(z.object({ subjectId: z.string(), role: entityRef, division: entityRef })).default([]),
  })
  .transform(({ grants }) =>
    grants.map((grant) => ({
      subjectId: grant.subjectId,
      roleId: grant.role.id,
      ...(grant.role.name === undefined ? {} : { roleName: grant.role.name }),
      divisionId: grant.division.id,
      ...(grant.division.name === undefined ? {} : { divisionName: grant.division.name }),
    })),
  );

const groupContact: z.ZodType<GroupContact> = z.object({
  address: z.string().default(''),
  type: z.string(),
  mediaType: z.string(),
  display: optionalText,
  extension: optionalText,
});

export const group: z.ZodType<GenesysGroup> = z.object({
  id: uuid,
  name: z.string(),
  version: z.number().default(0),
  description: optionalText,
  type: optionalText,
  visibility: optionalText,
  state: optionalText,
  memberCount: z.number().exactOptional(),
  rolesEnabled: z.boolean().exactOptional(),
  rulesVisible: z.boolean().exactOptional(),
  includeOwners: z.boolean().exactOptional(),
  callsEnabled: z.boolean().exactOptional(),
  owners: z.array(entityRef).exactOptional(),
  addresses: z.array(groupContact).exactOptional(),
  dateModified: optionalText,
});

export const agentStatus: z.ZodType<AgentStatus> = z.object({
  sessions: z
    .array(
      z.object({
        conversationId: optionalText,
        mediaType: optionalText,
        segmentType: optionalText,
        sessionStart: optionalText,
        routedQueueId: optionalText,
      }),
    )
    .default([]),
  routingStatus: optionalText,
  systemPresence: optionalText,
});

export const agentUtilization: z.ZodType<Utilization & { readonly level?: string }> = z.object({
  level: optionalText,
  utilization: z
    .record(
      z.string(),
      z.object({
        maximumCapacity: z.number().exactOptional(),
        interruptableMediaTypes: z.array(z.string()).exactOptional(),
        includeNonAcd: z.boolean().exactOptional(),
      }),
    )
    .exactOptional(),
  maxInboundCalls: z.number().exactOptional(),
});

export const teamAdditions = z.object({
  failures: z.array(z.object({ id: z.string(), reason: z.string().default('unknown') })).default([]),
});

export const managementUnit: z.ZodType<EntityRef | undefined> = z
  .object({ managementUnit: entityRef.optional() })
  .transform((answer) => answer.managementUnit);

export const voicemailPolicy = z.object({ enabled: z.boolean().default(false) });

/** The same of that one alone: an answer about another, say from a cache between, must not be acted upon. */
export function about<T extends { readonly id: string }>(id: string, schema: z.ZodType<T>): z.ZodType<T> {
  return schema.refine((found) => found.id.toLowerCase() === id.toLowerCase(), 'of another one');
}

/** One page of a listing or a search. */
export interface Page<T> {
  readonly items: T[];
  readonly total: number | undefined;
  readonly pageCount: number | undefined;
}

interface PageCounts {
  readonly total?: number | undefined;
  readonly pageCount?: number | undefined;
}

const pageCounts = { total: z.number().optional(), pageCount: z.number().optional() };

function toPage<T>(items: T[], { total, pageCount }: PageCounts): Page<T> {
  return { items, total, pageCount };
}

export function pageOf<T>(item: z.ZodType<T>): z.ZodType<Page<T>> {
  return z
    .object({ entities: z.array(item).optional(), ...pageCounts })
    .refine(({ entities, total }) => entities !== undefined || total === 0, 'has no entities')
    .transform(({ entities, ...counts }) => toPage(entities ?? [], counts));
}

export interface CursorPage<T> {
  readonly items: readonly T[];
  /** Of the next page; absent on the last one. */
  readonly cursor: string | undefined;
}

/** A listing without counts, whose cursor leads to the next page. */
export function cursorPageOf<T>(item: z.ZodType<T>): z.ZodType<CursorPage<T>> {
  return z
    .object({ entities: z.array(item).default([]), cursor: z.string().optional() })
    .transform(({ entities, cursor }) => ({
      items: entities,
      cursor: cursor === '' || entities.length === 0 ? undefined : cursor,
    }));
}

/** A search without a hit may leave `results` out. */
export function resultsOf<T>(item: z.ZodType<T>): z.ZodType<Page<T>> {
  return z
    .object({ results: z.array(item).optional(), ...pageCounts })
    .refine(({ results, total }) => results !== undefined || total === 0, 'has no results')
    .transform(({ results, ...counts }) => toPage(results ?? [], counts));
}

/** No model is half as deep; what lies below counts as absent. */
const DEEPEST = 40;

/**
 * A copy without the keys whose value is null: Genesys writes null where it means absent. Text is made fit for the
 * database, which keeps neither U+0000 nor half of a surrogate pair.
 */
export function tidyAnswer(value: unknown, depth = DEEPEST): unknown {
  if (typeof value === 'string') return tidyText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return undefined;
  if (Array.isArray(value)) return value.map((each) => tidyAnswer(each, depth - 1));
  const entries = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(entries.map(([key, each]) => [tidyText(key), tidyAnswer(each, depth - 1)]));
}

function tidyText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\u0000') ? whole.replaceAll('\u0000', '\ufffd') : whole;
}
