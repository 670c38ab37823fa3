import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { GENESIS_HASH, hashEntry } from '../audit-chain.ts';

/** The audit trail becomes a chain that can only be added to; the entries so far are chained in their order. */
export const auditChain: Migration = {
  async up(db) {
    for (const statement of COLUMNS) await execute(db, statement);
    await chainExisting(db);
    for (const statement of RULES) await execute(db, statement);
  },
};

async function execute(db: Kysely<unknown>, statement: string): Promise<void> {
  await sql.raw(statement).execute(db);
}

const COLUMNS: readonly string[] = [
  `alter table bridge.audit
    add column correlation_id text,
    add column personal jsonb,
    add column personal_salt text,
    add column personal_hash text,
    add column position bigint,
    add column previous_hash text,
    add column hash text`,
  // One row: the end of the chain, and where it begins since older entries were dropped by policy.
  `create table bridge.audit_chain (
    id integer primary key check (id = 1),
    position bigint not null,
    hash text not null,
    start_position bigint not null,
    start_hash text not null
  )`,
  `insert into bridge.audit_chain values (1, 0, '${GENESIS_HASH}', 0, '${GENESIS_HASH}')`,
];

interface Row {
  readonly seq: number;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  readonly request_id: string | null;
  readonly detail: Record<string, unknown>;
}

async function chainExisting(db: Kysely<unknown>): Promise<void> {
  let position = 0;
  let hash = GENESIS_HASH;
  for (let after = 0; ; ) {
    const { rows } = await sql<Row>`
      select seq, at, actor, action, subject, request_id, detail from bridge.audit
      where seq > ${after} order by seq limit 1000`.execute(db);
    for (const row of rows) {
      const previousHash = hash;
      position += 1;
      const { at, actor, action, subject, request_id: requestId, detail } = row;
      const nothing = { correlationId: null, personalHash: null };
      hash = hashEntry({ position, previousHash, at, actor, action, subject, requestId, detail, ...nothing });
      await sql`update bridge.audit set position = ${position}, previous_hash = ${previousHash}, hash = ${hash}
        where seq = ${row.seq}`.execute(db);
      after = row.seq;
    }
    if (rows.length === 0) break;
  }
  await sql`update bridge.audit_chain set position = ${position}, hash = ${hash}`.execute(db);
}

const RULES: readonly string[] = [
  `alter table bridge.audit
    alter column position set not null,
    alter column previous_hash set not null,
    alter column hash set not null,
    add constraint audit_position unique (position)`,
  // Against slips, not against whoever owns the database: those are found by the chain.
  `create function bridge.keep_audit() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and new.personal is null and new.personal_salt is null
      and to_jsonb(new) - 'personal' - 'personal_salt' = to_jsonb(old) - 'personal' - 'personal_salt' then
      return new;
    end if;
    if tg_op = 'DELETE' and old.position <= (select start_position from bridge.audit_chain) then
      return old;
    end if;
    raise exception 'the audit trail can only be added to';
  end $$`,
  `create trigger keep_audit before update or delete on bridge.audit
    for each row execute function bridge.keep_audit()`,
];
