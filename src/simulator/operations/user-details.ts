import { isObject, objectBody, optionalChoice } from '../http/check-input.ts';
import { slicePage } from '../http/listing.ts';
import type { PastActivity, UserRecord } from '../organisation/model.ts';
import { readBodyPaging } from '../rules/body-paging.ts';
import { readFilters } from '../rules/detail-predicates.ts';
import { type Interval, readInterval } from '../rules/interval.ts';
import { systemPresence } from '../rules/presence.ts';
import { anyOf, type Call, type Operation, ok, type Reply } from './operation.ts';

type Period = Omit<PastActivity, 'until'> & { readonly until: number | undefined };

const USER_DIMENSIONS: ReadonlySet<string> = new Set(['userId']);

/** What the person did, the present too, as far as it touches the interval. */
function periodsOf(user: UserRecord, kind: PastActivity['kind'], interval: Interval, now: number): Period[] {
  const past: Period[] = user.pastActivity.filter((period) => period.kind === kind);
  const present: Period =
    kind === 'presence'
      ? { kind, value: user.presenceId, from: user.presenceAt, until: undefined }
      : { kind, value: user.routingStatus, from: user.routingStatusAt, until: undefined };
  return [...past, present].filter(
    ({ from, until }) => from < Math.min(interval.end, now + 1) && (until ?? now + 1) > interval.start,
  );
}

function timesOf({ from, until }: Period): object {
  return {
    startTime: new Date(from).toISOString(),
    ...(until === undefined ? {} : { endTime: new Date(until).toISOString() }),
  };
}

/** `AnalyticsUserDetail`. */
function renderDetail(user: UserRecord, interval: Interval, now: number): object {
  return {
    userId: user.id,
    primaryPresence: periodsOf(user, 'presence', interval, now).map((period) => ({
      ...timesOf(period),
      systemPresence: systemPresence(period.value)?.analytics ?? 'OFFLINE',
      organizationPresenceId: period.value,
    })),
    routingStatus: periodsOf(user, 'routing', interval, now).map((period) => ({
      ...timesOf(period),
      routingStatus: period.value,
    })),
  };
}

/** The ids that the filters demand when they demand nothing else, which spares a look at everybody. */
function demandedIds(filters: unknown): string[] | undefined {
  const [filter, ...others] = Array.isArray(filters) ? filters : [];
  if (!isObject(filter) || others.length > 0 || filter.clauses !== undefined) return undefined;
  const predicates = Array.isArray(filter.predicates) ? filter.predicates.filter(isObject) : [];
  const ids = predicates.flatMap(({ value, operator = 'matches' }) =>
    operator === 'matches' && typeof value === 'string' ? [value.toLowerCase()] : [],
  );
  return ids.length === predicates.length ? ids : undefined;
}

function queryDetails({ world, body, now }: Call): Reply {
  const request = objectBody(body);
  const interval = readInterval(request.interval);
  const paging = readBodyPaging(request);
  const tests = readFilters(request.userFilters, USER_DIMENSIONS);
  const { users } = world.organisation;
  const demanded = demandedIds(request.userFilters);
  const candidates = demanded === undefined ? users.all() : [...new Set(demanded)].map((id) => users.get(id));
  const found = candidates.filter(
    (user) => user !== undefined && tests.every((test) => test({ userId: user.id })),
  );
  if (optionalChoice(request, 'order', ['asc', 'desc', 'unordered'] as const) === 'desc') found.reverse();
  const userDetails = slicePage(found, paging).flatMap((user) =>
    user === undefined ? [] : [renderDetail(user, interval, now)],
  );
  return ok({ ...(userDetails.length === 0 ? {} : { userDetails }), totalHits: found.length });
}

export const userDetailOperations: readonly Operation[] = [
  {
    method: 'POST',
    path: '/analytics/users/details/query',
    permissions: anyOf('analytics:userDetail:view'),
    handle: queryDetails,
  },
];
