/** Asks Genesys Cloud: does it let us in, what may we do there, how much is left, and what time is it. */

import { BridgeError } from '../../errors.ts';
import type { CallOptions } from '../../genesys/call-options.ts';
import { createGenesys, type Genesys, type OAuthClient } from '../../genesys/client.ts';
import type { OwnIdentity } from '../../genesys/own-access.ts';
import type { OffboardingPolicy } from '../../offboarding/policy.ts';
import type { GenesysAccess } from '../run-bridge.ts';
import { describeReason, type Finding } from './finding.ts';
import { listNeededPermissions } from './needed-permissions.ts';
import { comparePermissions } from './permission-findings.ts';

const PATIENCE_MS = 15_000;
/** A `Date` header has whole seconds, and an answer takes a while. */
const SKEW_WARNING_MS = 5_000;
const SKEW_FAILURE_MS = 120_000;
const HEADROOM = 0.8;

function call(): CallOptions {
  return { priority: 'interactive', deadline: Date.now() + PATIENCE_MS };
}

function describeOutage(error: unknown): Finding {
  const isRefused = error instanceof BridgeError && error.code === 'genesys.credentials';
  return {
    check: isRefused ? 'credentials' : 'region',
    severity: 'failure',
    finding: isRefused ? 'Genesys Cloud does not let the bridge in' : 'Genesys Cloud cannot be asked',
    cause: describeReason(error),
    cure: isRefused
      ? 'set id and secret of an OAuth client of the grant type client credentials in this region'
      : 'correct GENESYSCLOUD_REGION or GENESYSCLOUD_GATEWAY, or let the bridge through to it',
  };
}

/** `asked` and `answered` are this machine's clock before and after. */
export function judgeClock(date: Date | undefined, asked: number, answered: number): Finding[] {
  if (date === undefined) return [];
  // The header says the second only: whatever lies inside the exchange and that second is no skew.
  const [from, to] = [date.getTime(), date.getTime() + 1_000];
  const skew = asked > to ? asked - to : answered < from ? answered - from : 0;
  const seconds = Math.round(Math.abs(skew) / 1_000);
  if (Math.abs(skew) < SKEW_WARNING_MS) {
    return [{ check: 'clock', severity: 'ok', finding: "this machine's clock agrees with Genesys Cloud's" }];
  }
  return [
    {
      check: 'clock',
      severity: Math.abs(skew) < SKEW_FAILURE_MS ? 'warning' : 'failure',
      finding: `this machine's clock is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} Genesys Cloud's`,
      cause: 'times in the audit trail, ends of tokens and signed assertions go by it',
      cure: 'let the machine keep its time with NTP',
    },
  ];
}

export function judgeRate(rate: OwnIdentity['rate']): Finding[] {
  if (rate === undefined) {
    return [{ check: 'rate limit', severity: 'note', finding: 'Genesys Cloud names no limit of requests' }];
  }
  const { count, allowed, resetSeconds } = rate;
  const finding = `${count} of ${allowed} requests of this minute are spent; it ends in ${resetSeconds} s`;
  if (count < allowed * HEADROOM) return [{ check: 'rate limit', severity: 'ok', finding }];
  return [
    {
      check: 'rate limit',
      severity: 'warning',
      finding,
      cause: 'something else uses this OAuth client, or the bridge is at the limit with much to do',
      cure: 'give the bridge an OAuth client of its own, or list further ones in GENESYSCLOUD_OAUTHCLIENT_ID',
    },
  ];
}

async function judgePermissions(
  genesys: Genesys,
  client: { readonly id: string; readonly subject: string | undefined },
  policy: OffboardingPolicy,
): Promise<Finding[]> {
  try {
    const [grants, divisions, divisionless] = await Promise.all([
      genesys.ownAccess.grants(client.subject, call()),
      genesys.divisions.list(call()),
      genesys.ownAccess.listDivisionless(call()).catch(() => new Set<string>()),
    ]);
    const held = { grants, divisions, divisionless };
    return comparePermissions(listNeededPermissions(policy), held, client.id);
  } catch (error) {
    return [
      {
        check: 'permissions',
        severity: 'warning',
        finding: 'Genesys Cloud does not say what the OAuth client may do',
        cause: describeReason(error),
        cure: 'give it authorization:grant:view, or compare its role with docs/permissions.md',
      },
    ];
  }
}

async function examineClient(
  access: Omit<GenesysAccess, 'clients'>,
  oauthClient: OAuthClient,
  policy: OffboardingPolicy,
): Promise<Finding[]> {
  const genesys = createGenesys({ ...access, ...oauthClient });
  const { clientId } = oauthClient;
  try {
    await genesys.ownAccess.identify(call());
    // Once more: the first one waited for the log-in.
    const asked = Date.now();
    const { organisation, client, rate, date } = await genesys.ownAccess.identify(call());
    const answered = Date.now();
    const where =
      organisation === undefined ? '' : ` to the organisation '${organisation.name ?? organisation.id}'`;
    return [
      { check: 'credentials', severity: 'ok', finding: `OAuth client ${clientId} is let in${where}` },
      ...judgeClock(date, asked, answered),
      ...judgeRate(rate),
      ...(await judgePermissions(genesys, { id: clientId, subject: client?.id }, policy)),
    ];
  } catch (error) {
    return [describeOutage(error)];
  } finally {
    await genesys.close();
  }
}

/** Each OAuth client by itself: what one of them lacks fails every so many calls. */
export async function examineGenesys(access: GenesysAccess, policy: OffboardingPolicy): Promise<Finding[]> {
  const { clients, ...host } = access;
  const findings: Finding[] = [];
  for (const client of clients) findings.push(...(await examineClient(host, client, policy)));
  if (findings.some(({ check }) => check === 'region')) return findings;
  const region = host.gateway ?? host.region ?? 'mypurecloud.com';
  return [{ check: 'region', severity: 'ok', finding: `${region} answers` }, ...findings];
}
