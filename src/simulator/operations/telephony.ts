import { listPage, listParameter, readPaging } from '../http/listing.ts';
import { derivedId } from '../organisation/derived-ids.ts';
import type { Station } from '../organisation/model.ts';
import type { Organisation } from '../organisation/organisation.ts';
import { reference, selfUri } from '../rules/render-user.ts';
import { type TelephonyNumber, telephonyNumbers } from '../rules/telephony-numbers.ts';
import { anyOf, type Call, type Operation, ok, type Reply } from './operation.ts';

const EDGES = 'telephony/providers/edges';
const MAX_PAGE_SIZE = 100;

function poolOf(organisation: Organisation, kind: string): object {
  return reference(`${EDGES}/${kind}pools`, derivedId(`${kind} pool`, organisation.id));
}

function renderNumber(organisation: Organisation, kind: 'did' | 'extension', entry: TelephonyNumber): object {
  const { id, number, owner } = entry;
  return {
    id,
    name: number,
    version: 1,
    state: 'active',
    [kind === 'did' ? 'phoneNumber' : 'number']: number,
    [`${kind}Pool`]: poolOf(organisation, kind),
    owner: { id: owner.id, name: owner.name, selfUri: selfUri('users', owner.id) },
    ownerType: 'USER',
    selfUri: selfUri(`${EDGES}/${kind}s`, id),
  };
}

function listDids({ world, query }: Call): Reply {
  const { organisation } = world;
  const ids = listParameter(query, 'id');
  const number = query.get('phoneNumber') ?? '';
  const found = telephonyNumbers(organisation, 'did', query.get('owner.id') ?? undefined)
    .filter(({ id }) => ids.length === 0 || ids.includes(id))
    .filter((entry) => number === '' || entry.number === number);
  const render = (entry: TelephonyNumber) => renderNumber(organisation, 'did', entry);
  return ok(listPage(found, readPaging(query, MAX_PAGE_SIZE), `/api/v2/${EDGES}/dids`, render));
}

function listExtensions({ world, query }: Call): Reply {
  const { organisation } = world;
  const number = query.get('number') ?? '';
  const found = telephonyNumbers(organisation, 'extension').filter(
    (entry) => number === '' || entry.number === number,
  );
  const render = (entry: TelephonyNumber) => renderNumber(organisation, 'extension', entry);
  return ok(listPage(found, readPaging(query, MAX_PAGE_SIZE), `/api/v2/${EDGES}/extensions`, render));
}

/** `Phone`; a station is the line of a phone and has its id. */
function renderPhone(organisation: Organisation, station: Station): object {
  const { id: lineId, name, webRtcUserId } = station;
  const id = derivedId('phone', lineId);
  const site = reference(`${EDGES}/sites`, derivedId('site', organisation.id));
  const user = reference('users', webRtcUserId);
  const loggedIn = organisation.users.get(webRtcUserId)?.associatedStationId === lineId;
  const line = { id: lineId, name, state: 'active', site, selfUri: selfUri(`${EDGES}/lines`, lineId) };
  return {
    id,
    name,
    version: 1,
    state: 'active',
    site,
    phoneBaseSettings: reference(
      `${EDGES}/phonebasesettings`,
      derivedId('phone base settings', organisation.id),
    ),
    lines: [{ ...line, ...(loggedIn ? { loggedInUser: user } : {}), defaultForUser: user }],
    webRtcUser: user,
    selfUri: selfUri(`${EDGES}/phones`, id),
  };
}

function stationsFor({ stations, users }: Organisation, userId: string): Station[] {
  const user = users.get(userId.toLowerCase());
  const own = [...new Set([user?.defaultStationId, user?.associatedStationId, user?.lastStationId])];
  const known = own.flatMap((id) => (id === undefined ? [] : (stations.get(id) ?? [])));
  if (known.some(({ webRtcUserId }) => webRtcUserId === userId)) return known;
  return [...stations.values()].filter(({ webRtcUserId }) => webRtcUserId === userId);
}

function listPhones({ world, query }: Call): Reply {
  const { organisation } = world;
  const wanted = (name: string) => query.get(name)?.toLowerCase() || undefined;
  const webRtcUser = wanted('webRtcUser.id');
  const loggedIn = wanted('lines.loggedInUser.id');
  const defaultFor = wanted('lines.defaultForUser.id');
  const about = webRtcUser ?? loggedIn ?? defaultFor;
  const { stations, users } = organisation;
  const found = (about === undefined ? [...stations.values()] : stationsFor(organisation, about))
    .filter((station) => webRtcUser === undefined || station.webRtcUserId === webRtcUser)
    .filter((station) => defaultFor === undefined || users.get(defaultFor)?.defaultStationId === station.id)
    .filter((station) => loggedIn === undefined || users.get(loggedIn)?.associatedStationId === station.id);
  const render = (station: Station) => renderPhone(organisation, station);
  return ok(listPage(found, readPaging(query, MAX_PAGE_SIZE), `/api/v2/${EDGES}/phones`, render));
}

export const telephonyOperations: readonly Operation[] = [
  { method: 'GET', path: `/${EDGES}/phones`, permissions: anyOf('telephony:plugin:all'), handle: listPhones },
  { method: 'GET', path: `/${EDGES}/dids`, permissions: anyOf('telephony:plugin:all'), handle: listDids },
  {
    method: 'GET',
    path: `/${EDGES}/extensions`,
    permissions: anyOf('telephony:extensionPool:view'),
    handle: listExtensions,
  },
];
