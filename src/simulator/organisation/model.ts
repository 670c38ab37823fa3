import type { JsonObject } from '../http/check-input.ts';
import type { AnalyticsConversation } from './analytics-conversation.ts';
import type { Conversation } from './conversation.ts';

export const USER_STATES = ['active', 'inactive', 'deleted'] as const;
export type UserState = (typeof USER_STATES)[number];

export const STATE_CHANGE_REASONS = [
  'Voluntary',
  'Seasonal',
  'Leave',
  'Performance',
  'Conduct',
  'Unknown',
] as const;
export type StateChangeReason = (typeof STATE_CHANGE_REASONS)[number];

export const ROUTING_STATUSES = [
  'OFF_QUEUE',
  'IDLE',
  'INTERACTING',
  'NOT_RESPONDING',
  'COMMUNICATING',
] as const;
export type RoutingStatusName = (typeof ROUTING_STATUSES)[number];

export interface Named {
  readonly id: string;
  name: string;
}

export interface Division extends Named {
  readonly description: string;
  readonly home: boolean;
}

export interface Role extends Named {
  readonly description: string;
  readonly defaultRoleId: string;
  /** `domain:entity:action`, where the action may be `*`. */
  readonly permissions: readonly string[];
}

/** A role held in a division by a user or a group. */
export interface Grant {
  readonly roleId: string;
  readonly divisionId: string;
  readonly grantMadeAt: number;
}

/** A routing skill or language that a user holds. */
export interface Proficiency {
  readonly id: string;
  proficiency: number;
}

export interface ExternalId {
  readonly authorityName: string;
  readonly externalKey: string;
}

interface StateChange {
  readonly state: UserState;
  readonly at: number;
  readonly reason: StateChangeReason | undefined;
  readonly date: string | undefined;
  readonly client: string;
}

/** A presence or routing status that somebody had until it changed. */
export interface PastActivity {
  readonly kind: 'presence' | 'routing';
  readonly value: string;
  readonly from: number;
  readonly until: number;
}

/** Shared by everybody whose activity never changed. */
export const NO_ACTIVITY: readonly PastActivity[] = [];

/** What PATCH /users/{id} may set, as it was sent; absent fields are not set. */
export type UserProfile = Record<string, unknown>;

export interface UserRecord extends Named {
  /** Position in the order of creation. */
  readonly ordinal: number;
  email: string;
  username: string;
  /** Changed by `UserDirectory.changeState` alone, which lists users by state. */
  state: UserState;
  version: number;
  divisionId: string;
  managerId: string | undefined;
  profile: UserProfile;
  grants: Grant[];
  skills: Proficiency[];
  languages: Proficiency[];
  externalIds: ExternalId[];
  presenceId: string;
  presenceMessage: string;
  presenceAt: number;
  routingStatus: RoutingStatusName;
  routingStatusAt: number;
  associatedStationId: string | undefined;
  associatedAt: number | undefined;
  defaultStationId: string | undefined;
  lastStationId: string | undefined;
  /** Live access tokens of the person's own sessions. */
  tokens: number;
  /** When the last of them was issued, also of those that are gone. */
  tokenIssuedAt: number | undefined;
  teamId: string | undefined;
  managementUnitId: string | undefined;
  utilization: JsonObject | undefined;
  /** The latest one. */
  conversation: Conversation | undefined;
  pastActivity: readonly PastActivity[];
  stateChanges: StateChange[];
}

export interface Queue extends Named {
  readonly description: string;
  divisionId: string;
  readonly createdAt: number;
  /** Ring number of each direct member. */
  readonly direct: Map<string, number>;
  /** Members, however they came to it, who have left the queue without leaving its list. */
  readonly unjoined: Set<string>;
  readonly memberGroupIds: string[];
}

interface GroupChange {
  readonly joined: boolean;
  readonly at: number;
}

export interface Group extends Named {
  description: string;
  readonly type: 'official' | 'social';
  visibility: string;
  rulesVisible: boolean;
  rolesEnabled: boolean;
  includeOwners: boolean;
  callsEnabled: boolean;
  readonly dynamic: boolean;
  version: number;
  modifiedAt: number;
  ownerIds: string[];
  grants: Grant[];
  /** Addresses, images and e-mail as they were sent. */
  contact: JsonObject;
  readonly members: Set<string>;
  /** Latest change of each member; what depends on the group follows it with a lag. */
  readonly changes: Map<string, GroupChange>;
}

export interface Team extends Named {
  readonly description: string;
  divisionId: string;
  /** Kept in step with the `teamId` of users by `rules/teamMembership.ts`. */
  readonly members: Set<string>;
}

export interface Station extends Named {
  readonly type: string;
  /** Whose WebRTC phone it is a line of. */
  readonly webRtcUserId: string;
}

export interface ManagementUnit extends Named {
  readonly businessUnitId: string;
}

export interface SkillCondition extends Proficiency {
  readonly kind: 'skill' | 'language';
  readonly comparator: 'GreaterThan' | 'GreaterThanOrEqualTo';
}

/** FACTS 4: who belongs to a skill group is computed from what people can do. */
export interface SkillGroup extends Named {
  readonly description: string;
  divisionId: string;
  readonly createdAt: number;
  /** All of them must hold. */
  readonly conditions: readonly SkillCondition[];
}

/** A second factor for logging in. */
export interface Verifier extends Named {
  readonly type: string;
  readonly enabled: boolean;
  readonly default: boolean;
}

/** Who takes the calls that are routed directly to somebody who is away. */
export interface DirectRoutingBackup {
  readonly queueId: string | undefined;
  readonly userId: string | undefined;
  readonly waitForAgent: boolean;
  readonly agentWaitSeconds: number;
}

export interface VoicemailPolicy {
  readonly enabled: boolean;
  readonly alertTimeoutSeconds: number;
  readonly sendEmailNotifications: boolean;
  readonly modifiedAt: number;
}

export interface ReplacementTerm {
  readonly type: string;
  readonly existingValue: string;
  readonly updatedValue: string;
}

/** A request about somebody's personal data, fulfilled `durationMs` after it was made. */
export interface GdprRequest {
  readonly id: string;
  readonly type: 'GDPR_EXPORT' | 'GDPR_UPDATE' | 'GDPR_DELETE';
  readonly terms: readonly ReplacementTerm[];
  readonly userId: string;
  readonly clientId: string;
  readonly startedAt: number;
  readonly durationMs: number;
}

/** A search that runs in the background; `search` finds what was known at a time. */
export interface AnalyticsJob {
  readonly id: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly search: (at: number) => readonly AnalyticsConversation[];
  /** What was found when the job was done, from the first page on. */
  found: readonly AnalyticsConversation[] | undefined;
  cancelledAt: number | undefined;
}

export interface NotificationChannel {
  readonly id: string;
  readonly clientId: string;
  readonly topics: Set<string>;
}
