/**
 * Three campaigns: clients that send anything to an honest Genesys Cloud, clients that may not do what they ask
 * for, and a Genesys Cloud that lies. Every request follows from the seed and its number.
 */

import fc from 'fast-check';
import { FuzzedBridge, type TokenName } from './fuzzed-bridge.ts';
import { ANSWER_WITHIN_MS, judge } from './judge.ts';
import { politeRequests } from './polite-requests.ts';
import { watchPrototypes } from './prototypes.ts';
import { adminRequests, type Draft, oauthRequests, scimRequests } from './requests.ts';
import type { Known } from './schema-values.ts';
import { send, type WireAnswer } from './wire.ts';

/** Something that must not have happened, and how to make it happen again. */
export interface Finding {
  readonly what: string;
  readonly request: string;
  readonly answer: string;
}

export interface Tally {
  readonly requests: number;
  readonly findings: readonly Finding[];
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  /** Answers of Genesys that were spoilt. */
  readonly lies: number;
}

interface Shot {
  readonly draft: Draft;
  readonly token: TokenName;
  /** Address that the proxy in front of the bridge names, so that one does not shut out the others. */
  readonly from: string;
}

const AT_ONCE = 24;
/** Where Genesys lies, whoever asks waits for repetitions. */
const AT_ONCE_TO_LIAR = 60;
const BATCH = 240;

async function lookAround({ genesys }: FuzzedBridge): Promise<Known> {
  const users: { id: string; email: string }[] = [];
  for (let page = 1; page <= 5; page += 1) users.push(...(await genesys.users('active', 500, page)));
  const groups: { id: string }[] = (await genesys.send('GET', '/api/v2/groups?pageSize=100')).body.entities;
  return {
    userIds: users.map(({ id }) => id),
    groupIds: groups.map(({ id }) => id),
    userNames: users.slice(0, 200).map(({ email }) => email),
  };
}

function shots(drafts: fc.Arbitrary<Draft>, tokens: fc.Arbitrary<TokenName>): fc.Arbitrary<Shot> {
  const address = fc.nat(60_000).map((number) => `10.7.${number >> 8}.${number % 256}`);
  return fc.record({ draft: drafts, token: tokens, from: address });
}

function authorise({ draft, token, from }: Shot, { tokens }: FuzzedBridge): Draft {
  const secret = tokens[token];
  const bearer = secret === undefined ? [] : [['Authorization', `Bearer ${secret}`] as const];
  return {
    ...draft,
    headers: [['Host', 'bridge.example'], ...bearer, ['X-Forwarded-For', from], ...draft.headers],
  };
}

function describe({ draft, token }: Shot): string {
  const { method, target, headers, body, cutAfter } = draft;
  const shown = body?.toString('utf8').slice(0, 1_500) ?? '';
  return `${token}: ${method} ${target.slice(0, 700)} ${JSON.stringify(headers).slice(0, 400)} cut=${cutAfter}\n${shown}`;
}

class Notes {
  readonly findings: Finding[] = [];
  readonly statuses: { [status: string]: number } = {};
  requests = 0;
  slowestMs = 0;

  count({ status, durationMs }: WireAnswer): void {
    this.requests += 1;
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    this.slowestMs = Math.max(this.slowestMs, durationMs);
  }

  find(what: string, shot: Shot | undefined, answer?: WireAnswer): void {
    const request = shot === undefined ? 'a batch' : describe(shot);
    this.findings.push({
      what,
      request,
      answer: `${answer?.status ?? ''} ${answer?.text.slice(0, 600) ?? ''}`,
    });
  }

  tally(bridge: FuzzedBridge): Tally {
    const { requests, findings, statuses, slowestMs } = this;
    return { requests, findings, statuses, slowestMs, lies: bridge.liar?.lies ?? 0 };
  }
}

interface Shooting {
  readonly bridge: FuzzedBridge;
  readonly record: Notes;
  /** Statuses of 500 and more that may be Genesys' fault. */
  readonly allowedFailures: readonly number[];
  readonly atOnce?: number;
}

async function shoot(shot: Shot, { bridge, record, allowedFailures }: Shooting): Promise<WireAnswer> {
  const draft = authorise(shot, bridge);
  const answer = await send(bridge.port, draft, ANSWER_WITHIN_MS + 5_000);
  record.count(answer);
  const verdict = judge(draft, answer, { allowedFailures });
  const reason = bridge.failures.get(answer.headers['x-request-id'] ?? '') ?? '';
  if (verdict !== undefined) record.find(`${verdict} ${reason}`, shot, answer);
  // Logged as an error is what the bridge did not expect.
  for (const { message, fields } of bridge.errors.splice(0)) {
    const error = fields?.error;
    record.find(
      `${message}: ${error instanceof Error ? error.stack?.split('\n').slice(0, 6).join('\n') : JSON.stringify(fields)}`,
      shot,
      answer,
    );
  }
  return answer;
}

async function shootAll(all: readonly Shot[], shooting: Shooting): Promise<void> {
  const rest = [...all];
  const shooter = async () => {
    for (let shot = rest.shift(); shot !== undefined; shot = rest.shift()) await shoot(shot, shooting);
  };
  await Promise.all(Array.from({ length: shooting.atOnce ?? AT_ONCE }, shooter));
}

export interface CampaignOptions {
  readonly seed: number;
  readonly requests: number;
  /** Database: one of ENGINES; embedded unless given. */
  readonly engine?: string | undefined;
  readonly onProgress?: (done: number, findings: readonly Finding[]) => void;
}

/** Runs batches, each from a seed of its own, until so many requests were sent. */
async function inBatches(
  { seed, requests, onProgress }: CampaignOptions,
  { record }: Shooting,
  arbitrary: fc.Arbitrary<Shot>,
  run: (batch: readonly Shot[], number: number) => Promise<void>,
): Promise<void> {
  const arePrototypesUntouched = watchPrototypes();
  for (let number = 0; record.requests < requests; number += 1) {
    const numRuns = Math.min(BATCH, requests - record.requests);
    await run(fc.sample(arbitrary, { numRuns, seed: seed + number }), number);
    if (!arePrototypesUntouched()) return record.find('a prototype was changed', undefined);
    onProgress?.(record.requests, record.findings);
  }
}

const MOSTLY_FULL = fc.oneof<fc.WeightedArbitrary<TokenName>[]>(
  { weight: 10, arbitrary: fc.constant('full') },
  { weight: 3, arbitrary: fc.constantFrom('users', 'groups', 'stranger', 'rehearser', 'ops') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('reader', 'looker', 'none', 'expired', 'revoked', 'unknown', 'malformed'),
  },
);

/** Anything to an honest Genesys Cloud: no answer of 500 and above is its fault. */
export async function attackBridge(options: CampaignOptions): Promise<Tally> {
  const bridge = await FuzzedBridge.start({ users: 300, engine: options.engine });
  const record = new Notes();
  const shooting = { bridge, record, allowedFailures: [] };
  try {
    const known = await lookAround(bridge);
    const drafts = fc.oneof(
      { weight: 12, arbitrary: scimRequests(known) },
      { weight: 1, arbitrary: oauthRequests },
      { weight: 1, arbitrary: adminRequests(known) },
    );
    const forOps = adminRequests(known).map((draft): Shot => ({ draft, token: 'ops', from: '10.9.9.9' }));
    const arbitrary = fc.oneof(
      { weight: 14, arbitrary: shots(drafts, MOSTLY_FULL) },
      { weight: 1, arbitrary: forOps },
    );
    await inBatches(options, shooting, arbitrary, (batch) => shootAll(batch, shooting));
    return record.tally(bridge);
  } finally {
    await bridge.close();
  }
}

/** Puts something into the database that could be changed, with the right to do so. */
async function settleIn(bridge: FuzzedBridge, known: Known): Promise<void> {
  const ask = (method: string, target: string, document?: object) => {
    const body = document === undefined ? undefined : Buffer.from(JSON.stringify(document));
    const draft = {
      about: '',
      method,
      target: `/scim/v2${target}`,
      headers: [['Content-Type', 'application/json'] as const],
      body,
    };
    return send(bridge.port, authorise({ draft, token: 'full', from: '10.0.0.1' }, bridge), ANSWER_WITHIN_MS);
  };
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  for (let number = 0; number < 6; number += 1) {
    await ask('POST', '/Users', {
      schemas,
      userName: `settled${number}@example.com`,
      externalId: `s${number}`,
      nickName: 'S',
    });
  }
  for (const id of known.userIds.slice(0, 3))
    await ask('PUT', `/Users/${id}`, { schemas, userName: `${id}@example.com`, active: false });
  for (const id of known.userIds.slice(3, 5)) await ask('DELETE', `/Users/${id}`);
  await ask('POST', '/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'Settled',
    externalId: 'g',
  });
  await bridge.rest();
}

/** What these tokens ask for must change nothing, whatever the answer. */
function forbidden(known: Known): fc.Arbitrary<Shot> {
  const powerless = fc.constantFrom<TokenName>(
    'reader',
    'looker',
    'rehearser',
    'none',
    'expired',
    'revoked',
    'unknown',
    'malformed',
    'ops',
  );
  const scim = scimRequests(known);
  const about = (prefix: string) => scim.filter((draft) => draft.about.startsWith(prefix));
  return fc.oneof(
    { weight: 8, arbitrary: shots(scim, powerless) },
    { weight: 2, arbitrary: shots(about('Groups'), fc.constant('users')) },
    { weight: 2, arbitrary: shots(about('Users'), fc.constant('groups')) },
    { weight: 1, arbitrary: shots(about('Users patch'), fc.constant('stranger')) },
  );
}

/** One batch by clients without the right to change anything, compared before and after. */
async function tryForbidden(batch: readonly Shot[], shooting: Shooting): Promise<void> {
  const { bridge, record } = shooting;
  const before = await bridge.fingerprint();
  const since = await bridge.genesys.lastSeq();
  await shootAll(batch, shooting);
  const writes = await bridge.writesSince(since);
  const isChanged = (await bridge.fingerprint()) !== before;
  if (writes.length === 0 && !isChanged) return;
  if (batch.length === 1)
    return record.find(`forbidden, and yet: ${writes.join(', ') || 'the database changed'}`, batch[0]);
  await bridge.rest();
  for (const shot of batch) await tryForbidden([shot], shooting);
}

/** A leaver is locked out whatever becomes of the rest of the request (DESIGN); nothing else may be done. */
const LOCK_OUT = /\/state |\/tokens\/|^PATCH \/api\/v2\/users\/[0-9a-f-]+ /;

/**
 * A refusal means that nothing was done. On a busy machine a look from before may still end meanwhile; what a
 * refused request changes, it changes the second time, too.
 */
async function tryRefused(shot: Shot, shooting: Shooting, isRepeat = false): Promise<void> {
  const { bridge, record } = shooting;
  await bridge.rest();
  const before = await bridge.fingerprint();
  const since = await bridge.genesys.lastSeq();
  const answer = await shoot(shot, shooting);
  if (answer.status < 400 || answer.status >= 500 || answer.status === 409 || answer.status === 429) return;
  const leaves = /active|\/Users/i.test(shot.draft.body?.toString() ?? '');
  const writes = (await bridge.writesSince(since)).filter((write) => !leaves || !LOCK_OUT.test(write));
  const isChanged = !leaves && (await bridge.fingerprint()) !== before;
  if (isChanged && writes.length === 0 && !isRepeat) return await tryRefused(shot, shooting, true);
  if (writes.length > 0 || isChanged)
    record.find(`refused, and yet: ${writes.join(', ') || 'the database changed'}`, shot, answer);
}

const REFUSED_A_BATCH = 24;

/** Whoever may not, or is refused, changes nothing in Genesys Cloud and nothing in the database. */
export async function tryWithoutRight(options: CampaignOptions): Promise<Tally> {
  const bridge = await FuzzedBridge.start({ users: 400, engine: options.engine });
  const record = new Notes();
  const shooting = { bridge, record, allowedFailures: [] };
  try {
    const known = await lookAround(bridge);
    await settleIn(bridge, known);
    const full = shots(scimRequests(known), fc.constant('full'));
    await inBatches(options, shooting, forbidden(known), async (batch, number) => {
      const sample = fc.sample(full, { numRuns: REFUSED_A_BATCH, seed: options.seed + number });
      for (const shot of sample) await tryRefused(shot, shooting);
      await bridge.rest();
      await tryForbidden(batch.slice(REFUSED_A_BATCH), shooting);
    });
    return record.tally(bridge);
  } finally {
    await bridge.close();
  }
}

/** Of the faults of Genesys, what a client may be told. */
const GENESYS_FAULTS = [500, 502, 503, 504];
const LIES_ONE_IN = 4;

/** Clients that mostly behave, and a Genesys Cloud that does not. */
export async function lieToBridge(options: CampaignOptions): Promise<Tally> {
  const bridge = await FuzzedBridge.start({ users: 600, lies: true, engine: options.engine });
  const record = new Notes();
  const shooting = { bridge, record, allowedFailures: GENESYS_FAULTS, atOnce: AT_ONCE_TO_LIAR };
  try {
    const known = await lookAround(bridge);
    const drafts = fc.oneof(
      { weight: 20, arbitrary: politeRequests(known) },
      { weight: 4, arbitrary: scimRequests(known) },
      { weight: 1, arbitrary: adminRequests(known) },
    );
    const arbitrary = shots(
      drafts,
      fc.constantFrom<TokenName>('full', 'full', 'full', 'stranger', 'rehearser', 'ops'),
    );
    await inBatches(options, shooting, arbitrary, (batch, number) => {
      bridge.liar?.begin(options.seed + number, LIES_ONE_IN);
      return shootAll(batch, shooting);
    });
    return record.tally(bridge);
  } finally {
    bridge.liar?.stop();
    await bridge.close();
  }
}
