/** How clients and their credentials are shown. */

import type { AnswerOf } from '../../api/operations.ts';
import { formatUntil } from '../../format/durations.ts';
import { count } from '../../format/words.ts';
import type { Tone } from '../../parts/status.tsx';

export type Client = AnswerOf<'get', '/clients'>['clients'][number];
export type Credential = Client['credentials'][number];
export type IssuedCredential = AnswerOf<'post', '/clients/{name}/credentials'>;
export type RotatedCredential = AnswerOf<'post', '/clients/{name}/credentials/{id}/rotate'>;
export type Scope = Credential['scopes'][number];

interface Sign {
  readonly tone: Tone;
  readonly word: string;
}

const DAY_MS = 86_400_000;
/** Time to tell whoever looks after the identity provider. */
const ENDS_SOON_MS = 14 * DAY_MS;

export const SCOPES: readonly { readonly value: Scope; readonly word: string }[] = [
  { value: 'users', word: 'users: read and write users' },
  { value: 'groups', word: 'groups: read and write groups' },
  { value: 'read', word: 'read: read users and groups' },
  { value: 'admin', word: 'admin: use the admin API and this console' },
];

/** How long a credential may last, in days; empty for no end. */
export const LIFETIMES = [
  { value: '30', word: '30 days' },
  { value: '90', word: '90 days' },
  { value: '180', word: '180 days' },
  { value: '365', word: '1 year' },
] as const;

/** When something ends that lasts so many days from now; undefined for none. */
export function endAfter(days: string, now: Date): string | undefined {
  return days === '' ? undefined : new Date(now.getTime() + Number(days) * DAY_MS).toISOString();
}

export function liveOf(credentials: readonly Credential[]): Credential[] {
  return credentials.filter(({ state }) => state === 'live');
}

/** Ends soon and nothing has taken its place. */
function isEndingSoon({ state, expiresAt, replacedBy }: Credential, now: Date): boolean {
  if (state !== 'live' || expiresAt === undefined || replacedBy !== undefined) return false;
  return Date.parse(expiresAt) - now.getTime() < ENDS_SOON_MS;
}

export function describeCredential(credential: Credential, now: Date): Sign {
  const { state, expiresAt, replacedBy } = credential;
  if (state !== 'live') return { tone: 'calm', word: state };
  if (expiresAt !== undefined && replacedBy !== undefined) {
    return { tone: 'busy', word: `replaced, ends ${formatUntil(new Date(expiresAt), now)}` };
  }
  if (expiresAt === undefined || !isEndingSoon(credential, now)) return { tone: 'good', word: 'live' };
  return { tone: 'warn', word: `ends ${formatUntil(new Date(expiresAt), now)}` };
}

/** Whether a client can get in, in a word. */
export function describeAccess({ credentials, settings }: Client, now: Date): Sign {
  const live = liveOf(credentials);
  if (live.length === 0) {
    return settings.signedAssertions === undefined
      ? { tone: 'calm', word: 'no credential' }
      : { tone: 'good', word: 'signed assertions' };
  }
  const lasting = live.filter((credential) => credential.replacedBy === undefined);
  if (lasting.length > 0 && lasting.every((credential) => isEndingSoon(credential, now))) {
    return { tone: 'warn', word: 'ends soon' };
  }
  return { tone: 'good', word: `${live.length} live` };
}

function latest(times: readonly (string | undefined)[]): string | undefined {
  return times
    .filter((time) => time !== undefined)
    .reduce<string | undefined>(
      (last, time) => (last === undefined || Date.parse(time) > Date.parse(last) ? time : last),
      undefined,
    );
}

/** ISO 8601, to the minute; undefined for never. */
export function lastUseOf(credentials: readonly Credential[]): string | undefined {
  return latest(credentials.map(({ lastUsedAt }) => lastUsedAt));
}

/** What becomes of a client's writes. */
export function describeWrites({ readOnly, dryRun }: Client['settings']): Sign {
  if (readOnly) return { tone: 'warn', word: 'read only' };
  return dryRun ? { tone: 'warn', word: 'dry run' } : { tone: 'good', word: 'carried out' };
}

export function describeGuard(guard: Client['settings']['guard']): string {
  if (guard === 'off') return 'off';
  const { deactivations, withinSeconds } = guard;
  return `${count(deactivations, 'deactivation', 'deactivations')} within ${formatWindow(withinSeconds)}`;
}

function formatWindow(seconds: number): string {
  if (seconds % 3_600 === 0) return count(seconds / 3_600, 'hour', 'hours');
  return seconds % 60 === 0 ? count(seconds / 60, 'minute', 'minutes') : count(seconds, 'second', 'seconds');
}

export function hrefOfClient(name: string): string {
  return `/clients/${encodeURIComponent(name)}`;
}
