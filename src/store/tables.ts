/**
 * The tables as Kysely sees them; `migrations/` creates them. Ids are text because Genesys issues most of
 * them; JSON columns are written as serialised text and read as values on both engines.
 */

import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { InstanceFigures } from './instances.ts';

type Timestamp = ColumnType<Date, Date, Date>;
type OptionalTimestamp = ColumnType<Date | null, Date | null | undefined, Date | null>;
type Json = JSONColumnType<Record<string, unknown>>;
type OptionalJson = ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;

/** A SCIM client: who may call, and the authority its externalIds are kept under. */
export interface ClientTable {
  name: string;
  authority: string;
  created_at: Timestamp;
}

/** One bearer token of a client. Only the SHA-256 of the secret is stored. */
export interface CredentialTable {
  id: string;
  client_name: string;
  secret_hash: string;
  scopes: string[];
  created_at: Timestamp;
  expires_at: OptionalTimestamp;
  revoked_at: OptionalTimestamp;
  last_used_at: OptionalTimestamp;
  /** The credential that took its place. */
  replaced_by: ColumnType<string | null, string | null | undefined, string | null>;
}

/** A short-lived token of the bridge's own token endpoint. */
export interface AccessTokenTable {
  secret_hash: string;
  client_name: string;
  /** The secret that it was issued for; null for a signed assertion. */
  credential_id: string | null;
  scopes: string[];
  expires_at: Timestamp;
}

/** Somebody who is signed in to the console. Only the SHA-256 of the session's id is stored. */
export interface ConsoleSessionTable {
  id_hash: string;
  /** Names the session in the audit trail. */
  reference: string;
  role: 'viewer' | 'operator' | 'administrator';
  /** The credential it was started with, which ends it; null with a provider. */
  credential_id: string | null;
  /** Who it is by an OpenID provider: issuer, subject, and how to call them. */
  issuer: string | null;
  subject: string | null;
  name: string | null;
  email: string | null;
  started_at: Timestamp;
  used_at: Timestamp;
  expires_at: Timestamp;
}

/** Identity of a signed assertion that was exchanged for a token. */
export interface UsedAssertionTable {
  id_hash: string;
  expires_at: Timestamp;
}

/** What an identity provider said of a person and Genesys has no place for. */
export interface KeptUserTable {
  user_id: string;
  user_name: string;
  /** `user_name` in lower case: userName is unique and case-insensitive. */
  user_name_key: string;
  /** E-mail address last written to Genesys, in lower case; finds a person before search has caught up. */
  email_key: string;
  /** Name last written to Genesys; when Genesys' name differs, kept name parts give way. */
  genesys_name: string;
  attributes: Json;
  client_name: string;
  created_at: Timestamp;
  updated_at: Timestamp;
}

/** externalId of a person under an authority. */
export interface ExternalIdTable {
  authority: string;
  external_id: string;
  user_id: string;
}

/** A group that a client created or changed; the row is also the memory of its name until search has caught up. */
export interface KeptGroupTable {
  group_id: string;
  /** Name last written to Genesys, in lower case. */
  name_key: string;
  /** The client that created the group, or changed it first. */
  client_name: string;
  /** The client that created the group; null for one that was there before. */
  created_by: string | null;
  created_at: Timestamp;
  updated_at: Timestamp;
  /** Since when the group is deleted to SCIM; the row goes once Genesys has deleted it too. */
  removed_at: OptionalTimestamp;
}

/** externalId of a group under an authority. */
export interface GroupExternalIdTable {
  authority: string;
  external_id: string;
  group_id: string;
}

/** A change of members that Genesys has accepted and perhaps not carried out. */
export interface GroupMemberWriteTable {
  group_id: string;
  user_id: string;
  joined: boolean;
  written_at: Timestamp;
  /** How often it was sent. */
  attempts: number;
  /** Of the request that asked for it; null for one that an older version wrote. */
  request_id: string | null;
}

/** A person whom a client has created or adopted. */
export interface ClientUserTable {
  client_name: string;
  user_id: string;
  since: Timestamp;
}

/** A key that a request of some instance is at work on, until its lease ends. */
export interface TurnTable {
  key: string;
  owner: string;
  until: Timestamp;
}

/** A creation that has been begun and not been answered: a repeat by the same client goes on with it. */
export interface OpenCreationTable {
  client_name: string;
  type: 'User' | 'Group';
  /** userName or displayName in lower case. */
  name_key: string;
  external_id: string | null;
  /** Known once Genesys has answered. */
  resource_id: string | null;
  started_at: Timestamp;
}

/** What is wanted of a person (level), and how often that has changed (generation). */
export interface PersonTable {
  user_id: string;
  wanted: 'active' | 'inactive' | 'removed';
  generation: number;
  /** The journey that carries out the latest generation. */
  offboarding_id: string | null;
  updated_at: Timestamp;
}

export type OffboardingStatus =
  | 'lockingOut'
  | 'releasing'
  | 'complete'
  | 'stuck'
  | 'restoring'
  | 'restored'
  | 'cancelled';

export interface OffboardingTable {
  id: string;
  user_id: string;
  kind: 'deactivate' | 'delete' | 'restore';
  generation: number;
  status: OffboardingStatus;
  client_name: string;
  request_id: string;
  requested_at: Timestamp;
  locked_out_at: OptionalTimestamp;
  completed_at: OptionalTimestamp;
  restored_at: OptionalTimestamp;
  snapshot: OptionalJson;
  /** Counts for the guard: it took access away from somebody who had it. */
  counted: Generated<boolean>;
  /** W3C trace context of the request that began it. */
  traceparent: string | null;
  /** What policy said when it was accepted. */
  rules: OptionalJson;
}

export type StepStatus = 'pending' | 'waiting' | 'done' | 'stuck' | 'cancelled';
export type StepPhase = 'lockOut' | 'drain' | 'lateLockOut' | 'release' | 'verify' | 'reactivate' | 'restore';

export interface OffboardingStepTable {
  offboarding_id: string;
  position: number;
  name: string;
  phase: StepPhase;
  status: StepStatus;
  attempts: number;
  due_at: Timestamp;
  waiting_for: string | null;
  error: string | null;
  /** Of the error guide. */
  error_code: ColumnType<string | null, string | null | undefined, string | null>;
  evidence: OptionalJson;
  started_at: OptionalTimestamp;
  completed_at: OptionalTimestamp;
  /** Since when no run has succeeded; null unless it is stuck. */
  stuck_since: OptionalTimestamp;
}

/** One run of a step. */
export interface StepRunTable {
  offboarding_id: string;
  position: number;
  started_at: Timestamp;
  ended_at: Timestamp;
  outcome: StepStatus;
  waiting_for: string | null;
  error: string | null;
  calls: ColumnType<{ operation: string; status?: number; correlationId?: string }[], string, never>;
  /** By the database's clock. */
  recorded_at: Generated<Date>;
}

/** A GDPR request of an administrator. */
export interface ErasureTable {
  id: string;
  user_id: string;
  kind: 'delete' | 'update';
  /** `sending`: Genesys may have it or not. */
  state: 'sending' | 'running' | 'complete' | 'failed';
  actor: string;
  /** Null for one that an older version wrote. */
  request_id: string | null;
  requested_at: Timestamp;
  /** Of an update: the old values and the new ones, until it is complete. */
  terms: ColumnType<
    { type: 'NAME' | 'EMAIL'; existingValue: string; updatedValue: string }[] | null,
    string | null,
    null
  >;
  genesys_request_id: string | null;
  genesys_status: string | null;
  /** When Genesys was last asked. */
  checked_at: OptionalTimestamp;
  error: string | null;
  completed_at: OptionalTimestamp;
}

/** What the guard makes of a client's deactivations; a client without a row is watched. */
export interface GuardTable {
  client_name: string;
  state: 'watching' | 'held' | 'released' | 'rejected';
  /** Earlier deactivations do not count. */
  since: Timestamp;
  /** End of a decision; the client is watched again afterwards. */
  until: OptionalTimestamp;
}

/** A deactivation that the guard held back; one row for each person. */
export interface GuardAttemptTable {
  client_name: string;
  user_id: string;
  first_at: Timestamp;
}

export interface AuditTable {
  seq: Generated<number>;
  at: Timestamp;
  actor: string;
  action: string;
  subject: string | null;
  request_id: string | null;
  /** Genesys' `ININ-Correlation-Id`. */
  correlation_id: string | null;
  detail: Json;
  /** Names and addresses, until they are erased. */
  personal: ColumnType<Record<string, string> | null, string | null, string | null>;
  personal_salt: string | null;
  /** Stays when they are erased: the chain covers it. */
  personal_hash: string | null;
  position: number;
  previous_hash: string;
  hash: string;
}

/** One row: both ends of the audit trail's chain. */
export interface AuditChainTable {
  id: number;
  position: number;
  hash: string;
  /** Last entry that retention has dropped. */
  start_position: number;
  start_hash: string;
}

/** One row: what the last verification of the audit trail came to. */
export interface AuditCheckTable {
  id: number;
  at: Timestamp;
  intact: boolean;
}

/** One row. */
export interface StartedConfigurationTable {
  id: number;
  digest: string;
  settings: ColumnType<Record<string, string>, string, string>;
  salt: string;
  secrets: ColumnType<Record<string, string>, string, string>;
}

/** What one webhook is to be told; the row is the job. */
export interface NotificationTable {
  position: Generated<number>;
  id: string;
  webhook: string;
  event: string;
  subject: string | null;
  at: Timestamp;
  data: Json;
  status: ColumnType<
    'pending' | 'delivered' | 'failed',
    'pending' | undefined,
    'pending' | 'delivered' | 'failed'
  >;
  attempts: Generated<number>;
  due_at: ColumnType<Date, undefined, Date>;
  claimed_until: OptionalTimestamp;
  last_answer: ColumnType<string | null, string | null | undefined, string | null>;
  settled_at: OptionalTimestamp;
}

/** A bridge at work on this database, as it said last. */
export interface InstanceTable {
  id: string;
  host: string;
  version: string;
  started_at: Timestamp;
  seen_at: Timestamp;
  /** When it ended in order. */
  stopped_at: OptionalTimestamp;
  figures: JSONColumnType<InstanceFigures>;
}

export interface Database {
  client: ClientTable;
  credential: CredentialTable;
  access_token: AccessTokenTable;
  console_session: ConsoleSessionTable;
  used_assertion: UsedAssertionTable;
  kept_user: KeptUserTable;
  external_id: ExternalIdTable;
  kept_group: KeptGroupTable;
  group_external_id: GroupExternalIdTable;
  group_member_write: GroupMemberWriteTable;
  client_user: ClientUserTable;
  turn: TurnTable;
  open_creation: OpenCreationTable;
  person: PersonTable;
  offboarding: OffboardingTable;
  offboarding_step: OffboardingStepTable;
  step_run: StepRunTable;
  erasure: ErasureTable;
  guard: GuardTable;
  guard_attempt: GuardAttemptTable;
  audit: AuditTable;
  audit_chain: AuditChainTable;
  audit_check: AuditCheckTable;
  notification: NotificationTable;
  started_configuration: StartedConfigurationTable;
  instance: InstanceTable;
}
