/** Lists of groups: exact look-ups where a filter allows, windows over Genesys' pages otherwise. */

import { BridgeError } from '../../errors.ts';
import type { CallOptions } from '../../genesys/call-options.ts';
import type { Genesys } from '../../genesys/client.ts';
import type { GenesysGroup } from '../../genesys/models.ts';
import type { ListQuery } from '../../scim/backend.ts';
import type { Filter } from '../../scim/filter/ast.ts';
import { conjunctEqualities, type Equality } from '../../scim/filter/equalities.ts';
import type { GroupDirectory, KnownGroup } from './group-directory.ts';

const PAGE_SIZE = 500;
/** Groups read for a filter that Genesys cannot answer, before the answer is `tooMany`. */
const SCAN_LIMIT = 5_000;

interface Window {
  readonly total: number;
  readonly groups: readonly KnownGroup[];
}

export class GroupListing {
  readonly #genesys: Genesys;
  readonly #directory: GroupDirectory;

  constructor(genesys: Genesys, directory: GroupDirectory) {
    this.#genesys = genesys;
    this.#directory = directory;
  }

  /** The groups that `filter` can match, when exact look-ups can tell; undefined when they cannot. */
  async findCandidates(
    filter: Filter,
    authority: string,
    call: CallOptions,
  ): Promise<readonly KnownGroup[] | undefined> {
    const exact = chooseLookUp(conjunctEqualities(filter));
    if (exact === undefined) return undefined;
    const { by, value } = exact;
    switch (by) {
      case 'id':
        return toList(await this.#directory.find(value, authority, call));
      case 'externalId':
        return toList(await this.#directory.findByExternalId(value, authority, call));
      case 'displayName':
        return await this.#directory.findByName(value, authority, call);
      case 'member':
        return await this.#directory.findOfUser(value, authority, call);
    }
  }

  /** Every group, page by page, for a filter without an exact look-up and for a sorted list; refuses to read too many. */
  async *scan(authority: string, call: CallOptions): AsyncGenerator<readonly KnownGroup[]> {
    for (let pageNumber = 1; ; pageNumber += 1) {
      const page = await this.#genesys.groups.list({ pageSize: PAGE_SIZE, pageNumber }, call);
      if (page.total > SCAN_LIMIT) throw tooMany();
      yield await this.#directory.recognise(page.groups, authority);
      if (pageNumber * PAGE_SIZE >= page.total) return;
    }
  }

  /** A window of the unfiltered list. */
  async readWindow({ startIndex, count }: ListQuery, authority: string, call: CallOptions): Promise<Window> {
    const offset = startIndex - 1;
    const read: GenesysGroup[] = [];
    const firstPage = Math.floor(offset / PAGE_SIZE) + 1;
    const lastPage = Math.floor((offset + Math.max(count, 1) - 1) / PAGE_SIZE) + 1;
    let total = 0;
    for (let pageNumber = firstPage; pageNumber <= lastPage; pageNumber += 1) {
      const page = await this.#genesys.groups.list({ pageSize: PAGE_SIZE, pageNumber }, call);
      total = page.total;
      read.push(...page.groups);
      if (pageNumber * PAGE_SIZE >= total) break;
    }
    const skip = offset - (firstPage - 1) * PAGE_SIZE;
    const groups = await this.#directory.recognise(read.slice(skip, skip + count), authority);
    return { total, groups };
  }
}

function toList(known: KnownGroup | undefined): readonly KnownGroup[] {
  return known === undefined ? [] : [known];
}

interface ExactLookUp {
  readonly by: 'id' | 'externalId' | 'displayName' | 'member';
  readonly value: string;
}

function toExactLookUp({ attribute, sub, value }: Equality): ExactLookUp | undefined {
  if (typeof value !== 'string') return undefined;
  if (attribute === 'members' && (sub === 'value' || sub === undefined)) return { by: 'member', value };
  if (sub !== undefined) return undefined;
  if (attribute === 'id' || attribute === 'externalId' || attribute === 'displayName') {
    return { by: attribute, value };
  }
  return undefined;
}

const LOOK_UP_ORDER: readonly ExactLookUp['by'][] = ['id', 'externalId', 'displayName', 'member'];

function chooseLookUp(equalities: readonly Equality[]): ExactLookUp | undefined {
  const exact = equalities.map(toExactLookUp).filter((lookUp) => lookUp !== undefined);
  return exact.sort((a, b) => LOOK_UP_ORDER.indexOf(a.by) - LOOK_UP_ORDER.indexOf(b.by))[0];
}

function tooMany(): BridgeError {
  return new BridgeError(
    `The answer would need a look at more than ${SCAN_LIMIT} groups: filter by displayName, externalId, members or id with 'eq'`,
    { code: 'list.too-many', status: 400, scimType: 'tooMany' },
  );
}
