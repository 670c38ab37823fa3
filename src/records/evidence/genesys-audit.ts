/**
 * What Genesys Cloud's own audit trail tells of one person in one span of time. Changes of a person stand under the
 * person, changes of members under the queue, group or role: those are found by the OAuth client that made them.
 */

import { BridgeError } from '../../errors.ts';
import type { AuditPage, AuditQuery, GenesysAuditEntry } from '../../genesys/audits.ts';
import type { CallOptions } from '../../genesys/call-options.ts';
import type { Genesys } from '../../genesys/client.ts';
import { GenesysError, isMissingPermission } from '../../genesys/errors.ts';
import type { Evidence } from './document.ts';

type QueryReport = Evidence['genesysAudit']['queries'][number];

export interface AuditSearch {
  readonly userId: string;
  readonly from: Date;
  readonly to: Date;
  /** OAuth clients of the bridge. */
  readonly clientIds: readonly string[];
  /** After which nobody waits for Genesys any more. */
  readonly deadline: number;
}

export interface AuditTools {
  readonly audits: Genesys['audits'];
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

interface Found {
  readonly report: QueryReport;
  readonly entries: readonly GenesysAuditEntry[];
}

const MOST_PAGES = 20;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;
/** FACTS section 10: how far the query without a transaction looks back. */
const REALTIME_MS = 14 * 86_400_000;
/** FACTS section 10: where what a journey does is filed; asked one by one where Genesys wants a service named. */
const SERVICES =
  /^(Directory|PeoplePermissions|ContactCenter|Routing|Groups|Presence|WorkforceManagement|Telephony|GDPR|SCIM)$/;

export async function searchGenesysAudit(
  search: AuditSearch,
  tools: AuditTools,
): Promise<Evidence['genesysAudit']> {
  const interval = `${search.from.toISOString()}/${search.to.toISOString()}`;
  const questions: Pick<AuditQuery, 'property' | 'value'>[] = [
    { property: 'EntityId', value: search.userId },
    ...search.clientIds.map((value) => ({ property: 'ClientId' as const, value })),
  ];
  const found: Found[] = [];
  for (const question of questions) found.push(await ask({ interval, ...question }, search, tools));
  const entries = new Map(
    found
      .flatMap((each) => each.entries)
      .filter((entry) => isAbout(entry, search.userId))
      .map((entry) => [entry.id, entry]),
  );
  return {
    interval,
    queries: found.map(({ report }) => report),
    entries: [...entries.values()].sort((one, other) => (one.eventDate < other.eventDate ? -1 : 1)),
  };
}

/** Genesys mentions members in values and property names of changes. */
function isAbout({ entity, propertyChanges = [], context = {} }: GenesysAuditEntry, userId: string): boolean {
  const mentions = JSON.stringify([entity?.id, propertyChanges, Object.values(context)]);
  return mentions.toLowerCase().includes(userId.toLowerCase());
}

async function ask(query: AuditQuery, search: AuditSearch, tools: AuditTools): Promise<Found> {
  const by = `${query.property} ${query.value}`;
  try {
    const { entries, complete } = await askByTransaction(query, search, tools);
    return { report: { by, how: 'query', complete, read: entries.length, ...cut(complete) }, entries };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    const problem = describe(error);
    const isRecent = search.from.getTime() > tools.now() - REALTIME_MS;
    if (isMissingPermission(error) || !isRecent) return nothing(by, problem);
    return await askLatest(query, by, problem, search, tools);
  }
}

function cut(complete: boolean): { problem?: string } {
  return complete ? {} : { problem: `Genesys has more entries than the ${MOST_PAGES} pages that were read` };
}

function nothing(by: string, problem: string): Found {
  return { report: { by, how: 'none', complete: false, read: 0, problem }, entries: [] };
}

async function askLatest(
  query: AuditQuery,
  by: string,
  problem: string,
  { deadline }: AuditSearch,
  { audits }: AuditTools,
): Promise<Found> {
  try {
    // The query before it may have used its time up.
    const call = { priority: 'background', deadline: deadline + LONGEST_PAUSE_MS } as const;
    const { entries } = await readPages((page) => audits.latest(query, page, call));
    const told = `${problem}; asked for the latest entries instead, which some services lack`;
    return { report: { by, how: 'realtime', complete: false, read: entries.length, problem: told }, entries };
  } catch (error) {
    if (!(error instanceof BridgeError)) throw error;
    return nothing(by, `${problem}; and the latest entries: ${describe(error)}`);
  }
}

type Read = { readonly entries: readonly GenesysAuditEntry[]; readonly complete: boolean };

/** Some organisations want a service named [U]: then each is asked. */
async function askByTransaction(query: AuditQuery, search: AuditSearch, tools: AuditTools): Promise<Read> {
  try {
    return await askOnce(query, search, tools);
  } catch (error) {
    if (!(error instanceof GenesysError) || error.genesysStatus !== 400) throw error;
    const call = callFor(search);
    const services = (await tools.audits.services(call)).filter((name) => SERVICES.test(name));
    if (services.length === 0) throw error;
    const reads: Read[] = [];
    for (const serviceName of services) reads.push(await askOnce({ ...query, serviceName }, search, tools));
    return {
      entries: reads.flatMap(({ entries }) => entries),
      complete: reads.every(({ complete }) => complete),
    };
  }
}

function callFor({ deadline }: AuditSearch): CallOptions {
  return { priority: 'background', deadline };
}

async function askOnce(query: AuditQuery, search: AuditSearch, tools: AuditTools): Promise<Read> {
  const { audits, now, pause } = tools;
  const call = callFor(search);
  let { id, state } = await audits.start(query, call);
  for (let wait = FIRST_PAUSE_MS; state !== 'Succeeded'; wait = Math.min(2 * wait, LONGEST_PAUSE_MS)) {
    if (state === 'Failed' || state === 'Cancelled') throw unfinished(`is ${state}`);
    if (now() + wait >= search.deadline) throw unfinished(`is still ${state}; ask again later`);
    await pause(wait);
    ({ id, state } = await audits.state(id, call));
  }
  return await readPages((page) => audits.results(id, page, call));
}

function unfinished(what: string): BridgeError {
  return new BridgeError(`the audit query of Genesys Cloud ${what}`, {
    code: 'records.audit-query',
    status: 503,
  });
}

async function readPages(read: (page: string | undefined) => Promise<AuditPage>): Promise<Read> {
  const entries: GenesysAuditEntry[] = [];
  let page: string | undefined;
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const { entries: more, next } = await read(page);
    entries.push(...more);
    if (next === undefined) return { entries, complete: true };
    page = next;
  }
  return { entries, complete: false };
}

function describe(error: BridgeError): string {
  if (isMissingPermission(error)) {
    const names = error.missingPermissions.join(', ') || 'audits:audit:view';
    return `missing permission ${names}; grant it to the role of the bridge's OAuth client`;
  }
  return error.message;
}
