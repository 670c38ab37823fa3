/**
 * Finds a person for an administrator, whoever they are by now: by id, userName, e-mail address, name or externalId,
 * also after a SCIM DELETE, a change of name or a deletion in Genesys.
 */

import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';
import { isGenesysFailure } from '../genesys/errors.ts';
import { isUuid } from '../genesys/ids.ts';
import type { GenesysUser, UserState } from '../genesys/models.ts';
import { listAuthorities } from '../store/clients.ts';
import { listNames } from '../store/names.ts';
import type { Store } from '../store/open.ts';
import { findPeople } from '../store/people.ts';
import { findIdsByText, findIdsByWords } from '../store/people-search.ts';
import type { PersonTable } from '../store/tables.ts';

const STATES: readonly UserState[] = ['active', 'inactive', 'deleted'];
const MOST_FOUND = 25;

export interface SearchedPerson {
  readonly id: string;
  /** As Genesys has them, or as the bridge remembers somebody whom it does not show. */
  readonly name?: string;
  readonly email?: string;
  readonly state?: UserState;
  /** What was last accepted of this person; undefined where nothing ever was. */
  readonly wanted?: PersonTable['wanted'];
  /** What the text matched. */
  readonly matched: readonly string[];
}

export interface PeopleSearch {
  readonly people: readonly SearchedPerson[];
  /** Only with `parts`: there are more people than are shown. */
  readonly cut?: true;
  /** Why Genesys could not be asked: whom it alone knows is missing then. */
  readonly genesysError?: string;
}

interface Sources {
  readonly store: Store;
  readonly genesys: Genesys;
}

type Found = Map<string, { user?: GenesysUser; readonly matched: Set<string> }>;

function note(found: Found, id: string, matched: string, user?: GenesysUser): void {
  const entry = found.get(id) ?? { matched: new Set<string>() };
  entry.matched.add(matched);
  if (user !== undefined) entry.user = user;
  found.set(id, entry);
}

async function askGenesys(text: string, { store, genesys }: Sources, found: Found, call: CallOptions) {
  const byEmail = text.includes('@');
  const users = byEmail
    ? await genesys.users.searchByEmail(text, { states: STATES }, call)
    : await genesys.users.searchByName(text, { states: STATES }, call);
  for (const user of users) note(found, user.id, byEmail ? 'email' : 'name', user);
  if (found.size > 0) return;
  for (const authority of await listAuthorities(store.db)) {
    const user = await genesys.externalIds.findUser(authority, text, {}, call);
    if (user !== undefined) note(found, user.id, 'externalId', user);
  }
}

/** What Genesys shows of those whom only the database knew. */
async function readMissing({ genesys }: Sources, found: Found, call: CallOptions): Promise<void> {
  const ids = [...found].filter(([id, { user }]) => user === undefined && isUuid(id)).map(([id]) => id);
  for (const user of await genesys.users.getMany(ids, {}, call)) note(found, user.id, 'id', user);
}

/** By the beginnings of words, and what Genesys finds within names and addresses; true when there are more. */
async function searchParts(text: string, { store }: Sources, found: Found): Promise<boolean> {
  const { ids, cut } = await findIdsByWords(store.db, text, MOST_FOUND);
  for (const id of ids) note(found, id, 'part');
  return cut;
}

async function askGenesysForParts(text: string, { genesys }: Sources, found: Found, call: CallOptions) {
  const { users, cut } = await genesys.users.searchByPart(text, { states: STATES }, call);
  for (const user of users) note(found, user.id, 'part', user);
  return cut;
}

/** `parts`: also by a part of a name or an address, for whoever looks and does not act at once on who is found. */
export async function searchPeople(
  text: string,
  sources: Sources,
  call: CallOptions,
  { parts = false }: { readonly parts?: boolean } = {},
): Promise<PeopleSearch> {
  const found: Found = new Map();
  const isId: boolean = isUuid(text.trim());
  if (isId) note(found, text.trim().toLowerCase(), 'id');
  for (const [id, matches] of await findIdsByText(sources.store.db, text, MOST_FOUND)) {
    for (const match of matches) note(found, id, match);
  }
  let cut = parts && !isId && (await searchParts(text, sources, found));
  let genesysError: string | undefined;
  try {
    if (!isId) await askGenesys(text.trim(), sources, found, call);
    if (parts && !isId) cut = (await askGenesysForParts(text.trim(), sources, found, call)) || cut;
    await readMissing(sources, found, call);
  } catch (error) {
    if (!isGenesysFailure(error)) throw error;
    genesysError = error.message;
  }
  const wanted = await findPeople(sources.store.db, [...found.keys()]);
  const unseen = [...found].filter(([, { user }]) => user === undefined).map(([id]) => id);
  const names = await listNames(sources.store.db, unseen);
  const people = [...found].map(([id, { user, matched }]): SearchedPerson => {
    const person = wanted.get(id);
    return {
      id,
      ...(user === undefined ? names.get(id) : { name: user.name, email: user.email, state: user.state }),
      ...(person === undefined ? {} : { wanted: person.wanted }),
      matched: [...matched],
    };
  });
  const known = people.filter(({ matched, state, wanted: wish }) => {
    const onlyId = matched.every((each) => each === 'id');
    return !onlyId || state !== undefined || wish !== undefined || genesysError !== undefined;
  });
  return { people: known, ...(cut ? { cut } : {}), ...(genesysError === undefined ? {} : { genesysError }) };
}
