/** What the bridge reads of Genesys Cloud's models: only the fields it uses, named as in the Platform API. */

export type UserState = 'active' | 'inactive' | 'deleted';

export interface EntityRef {
  readonly id: string;
  readonly name?: string;
}

export interface EmployerInfo {
  readonly officialName?: string;
  readonly employeeId?: string;
  readonly employeeType?: string;
  /** ISO 8601 date. */
  readonly dateHire?: string;
}

/** A phone number or e-mail address: `mediaType` PHONE, SMS or EMAIL; `type` WORK, WORK2, HOME, MOBILE, PRIMARY ... */
export interface Contact {
  readonly address?: string;
  readonly display?: string;
  readonly mediaType?: string;
  readonly type?: string;
  readonly extension?: string;
  readonly countryCode?: string;
  /** Telephone system that the number belongs to, for example `microsoftteams`. */
  readonly integration?: string;
}

/** A routing skill or language that a user holds. */
export interface Proficiency extends EntityRef {
  /** 0.0 to 5.0. */
  readonly proficiency?: number;
}

/** A routing skill or language as it is assigned. */
export interface Rating {
  readonly id: string;
  /** 0.0 to 5.0. */
  readonly proficiency: number;
}

/** A routing skill or language of the organisation. */
export interface RoutingEntry {
  readonly id: string;
  readonly name: string;
  /** Only what is `active`, or has no state, can be assigned. */
  readonly state?: string;
}

export interface UserStations {
  readonly associated?: EntityRef;
  readonly default?: EntityRef;
}

export interface GenesysUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly state: UserState;
  /** What the next write must carry; 0 where the answer had none. Search results may be stale. */
  readonly version: number;
  readonly title?: string;
  readonly department?: string;
  readonly division?: EntityRef;
  readonly manager?: EntityRef;
  readonly addresses?: readonly Contact[];
  readonly primaryContactInfo?: readonly Contact[];
  readonly dateCreated?: string;
  /** ISO 8601; absent for somebody who never has, and unless asked for. */
  readonly dateLastLogin?: string;
  /** The rest is there only when `expand` asked for it. */
  readonly employerInfo?: EmployerInfo;
  readonly languagePreference?: string;
  readonly groups?: readonly EntityRef[];
  readonly skills?: readonly Proficiency[];
  readonly languages?: readonly Proficiency[];
  readonly team?: EntityRef;
  readonly station?: UserStations;
  readonly routingStatus?: string;
  readonly presence?: Presence;
  /** Conversations in progress or in wrap-up, of any kind. */
  readonly liveConversations?: number;
  /** Roles in force, whether held or brought by a group. */
  readonly roles?: readonly EntityRef[];
  /** ISO 8601; when the latest access token was issued. */
  readonly lastTokenIssued?: string;
}

/** Needed to create a user; the rest needs an update afterwards (FACTS section 1.2). */
export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly divisionId: string;
  /** Always said: without it Genesys may create the user inactive. */
  readonly state: 'active' | 'inactive';
  readonly title?: string;
  readonly department?: string;
  readonly addresses?: readonly Contact[];
}

/** What changes; an empty string clears. State is not among it: Genesys ignores all else beside it. */
export interface UserUpdate {
  readonly version: number;
  readonly name?: string;
  readonly email?: string;
  readonly title?: string;
  readonly department?: string;
  /** Id of the manager. */
  readonly manager?: string;
  /** Replaces all four fields. */
  readonly employerInfo?: EmployerInfo;
  /** Replaces all addresses. */
  readonly addresses?: readonly Contact[];
}

export type StateChangeReason = 'Voluntary' | 'Seasonal' | 'Leave' | 'Performance' | 'Conduct' | 'Unknown';

export interface StateChange {
  readonly state: UserState;
  readonly version: number;
}

export interface UserPage {
  readonly users: readonly GenesysUser[];
  readonly total: number;
}

/** An identifier that another system knows the user by; both parts are case-sensitive. */
export interface ExternalId {
  readonly authority: string;
  readonly key: string;
}

export interface Queue extends EntityRef {
  /** Groups whose members are members of the queue. */
  readonly memberGroups: readonly EntityRef[];
}

export interface Presence {
  readonly definitionId?: string;
  /** Genesys' own word for it, for example `Offline` or `On Queue`. */
  readonly systemPresence?: string;
}

/** A role that a subject holds in a division. */
export interface RoleGrant {
  readonly roleId: string;
  readonly roleName?: string;
  readonly divisionId: string;
  readonly divisionName?: string;
}

export interface Division {
  readonly id: string;
  readonly name: string;
}

export interface Role {
  readonly id: string;
  readonly name: string;
}

export interface GroupContact {
  readonly address: string;
  readonly type: string;
  readonly mediaType: string;
  readonly display?: string;
  readonly extension?: string;
}

export interface GenesysGroup {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly description?: string;
  /** `official` or `social`. */
  readonly type?: string;
  /** `public`, `owners` or `members`. */
  readonly visibility?: string;
  readonly state?: string;
  readonly memberCount?: number;
  readonly rolesEnabled?: boolean;
  readonly rulesVisible?: boolean;
  readonly includeOwners?: boolean;
  readonly callsEnabled?: boolean;
  readonly owners?: readonly EntityRef[];
  /** Phone numbers and the like, as Genesys has them; only ever sent back. */
  readonly addresses?: readonly GroupContact[];
  readonly dateModified?: string;
}

export interface NewGroup {
  readonly name: string;
  readonly type: 'official' | 'social';
  readonly visibility: 'public' | 'owners' | 'members';
  readonly rulesVisible: boolean;
  readonly description?: string;
  readonly rolesEnabled?: boolean;
  readonly includeOwners?: boolean;
  readonly ownerIds?: readonly string[];
}

/** Changes of a group; the border sends what it leaves out as it is, since the update replaces the group. */
export interface GroupUpdate {
  readonly name?: string;
  readonly description?: string;
}

export interface GroupPage {
  readonly groups: readonly GenesysGroup[];
  readonly total: number;
}

export interface AgentSession {
  readonly conversationId?: string;
  readonly mediaType?: string;
  readonly segmentType?: string;
  readonly sessionStart?: string;
  readonly routedQueueId?: string;
}

export interface AgentStatus {
  readonly sessions: readonly AgentSession[];
  readonly routingStatus?: string;
  readonly systemPresence?: string;
}

export interface MediaCapacity {
  readonly maximumCapacity?: number;
  readonly interruptableMediaTypes?: string[];
  readonly includeNonAcd?: boolean;
}

/** How many conversations of each kind of media an agent takes at once. */
export interface Utilization {
  readonly utilization?: Record<string, MediaCapacity>;
  readonly maxInboundCalls?: number;
}
