/** What an audit query can ask for. */
export const AUDIT_FILTERS = [
  'UserId',
  'TrusteeOrganizationId',
  'ClientId',
  'Action',
  'EntityType',
  'EntityId',
] as const;

export interface AuditFilter {
  readonly property: (typeof AUDIT_FILTERS)[number];
  readonly value: string;
}

/** A checked audit query; `request` is what its status repeats. */
export interface AuditQuery {
  readonly request: Readonly<Record<string, unknown>>;
  readonly interval: { readonly start: number; readonly end: number };
  readonly serviceName: string | undefined;
  readonly filters: readonly AuditFilter[];
  readonly descending: boolean;
}

/** A query on its way through its states. */
export interface AuditExecution {
  readonly id: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly query: AuditQuery;
}

/** Where the platform files an action: `GET /audits/query/servicemapping` lists these. */
export const AUDITED = {
  Directory: { User: ['Create', 'Update', 'Delete'] },
  PeoplePermissions: { Role: ['MemberAdd', 'MemberRemove'], AccessToken: ['Delete'] },
  ContactCenter: { Queue: ['MemberAdd', 'MemberUpdate', 'MemberRemove'] },
  Groups: {
    DirectoryGroup: ['Create', 'Update', 'Delete'],
    Team: ['Update'],
  },
  Presence: { UserPresence: ['Update'] },
  WorkforceManagement: { ManagementUnit: ['Update'] },
  GDPR: { GDPRRequest: ['Create'] },
} as const satisfies Record<string, Record<string, readonly string[]>>;

export interface PropertyChange {
  readonly property: string;
  readonly oldValues: readonly string[];
  readonly newValues: readonly string[];
}

/** Something that really happened to an entity of the organisation. */
export interface AuditFact {
  readonly service: keyof typeof AUDITED;
  readonly entityType: string;
  readonly action: string;
  readonly entity: { readonly id: string; readonly name: string };
  readonly changes: readonly PropertyChange[];
}

export interface AuditEntry extends AuditFact {
  readonly id: string;
  readonly at: number;
  /** Id of the OAuth client that did it. */
  readonly clientId: string;
}

const CAPACITY = 100_000;
const SLACK = 10_000;

/** What happened since the organisation was set up, oldest first; the latest 100,000 facts at least. */
export class AuditLog {
  #entries: AuditEntry[] = [];

  add(entry: AuditEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > CAPACITY + SLACK) this.#entries = this.#entries.slice(-CAPACITY);
  }

  entries(): readonly AuditEntry[] {
    return this.#entries;
  }
}
