import type { TelephonyProvidersEdgeApi } from 'purecloud-platform-client-v2';
import { z } from 'zod';
import { entityRef, type Page, pageOf } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { assertUuid } from './ids.ts';
import type { EntityRef } from './models.ts';
import type { Operation } from './operation.ts';
import { collectPages } from './pages.ts';

export interface Phones {
  /** WebRTC phones that are the user's own; many who ask at once share a list of all phones. */
  ofUser(userId: string, options: CallOptions): Promise<readonly EntityRef[]>;
}

const LIST: Operation = { method: 'GET', path: '/api/v2/telephony/providers/edges/phones' };
const PAGE_SIZE = 100;
/** To ask for one user's phones takes a call: so many have to share each page of all of them. */
const ASKERS_A_PAGE = 2;
const ASKERS_AT_ONCE = 1_000;

const phone = z.object({ id: z.string(), webRtcUser: z.object({ id: z.string() }).optional() });
type Phone = z.infer<typeof phone>;

export function createPhones(api: TelephonyProvidersEdgeApi, caller: Caller): Phones {
  const readOwn = (userId: string, options: CallOptions) =>
    collectPages((pageNumber) =>
      caller.read(pageOf(entityRef), LIST, afterFirst(pageNumber, options), () =>
        api.getTelephonyProvidersEdgesPhones({ webRtcUserId: userId, pageSize: PAGE_SIZE, pageNumber }),
      ),
    );

  /** By id, since Genesys cuts a list in any other order short at 10,000. */
  const readPage = (pageNumber: number, options: CallOptions): Promise<Page<Phone>> =>
    caller.read(pageOf(phone), LIST, afterFirst(pageNumber, options), () =>
      api.getTelephonyProvidersEdgesPhones({ sortBy: 'id', pageSize: PAGE_SIZE, pageNumber }),
    );

  /** Undefined when the phones are more than that many pages. */
  async function readAll(mostPages: number, options: CallOptions): Promise<Phone[] | undefined> {
    const first = await readPage(1, options);
    const { pageCount = Math.ceil((first.total ?? Number.POSITIVE_INFINITY) / PAGE_SIZE) } = first;
    if (pageCount > mostPages) return undefined;
    return await collectPages(async (pageNumber) =>
      pageNumber === 1 ? first : await readPage(pageNumber, options),
    );
  }

  const owners = caller.combine<readonly EntityRef[]>(LIST, {
    most: ASKERS_AT_ONCE,
    async send(_key, userIds, options) {
      const [first = '', ...others] = userIds;
      if (others.length === 0) {
        const own = await readOwn(first, options);
        return () => own;
      }
      const all = await readAll(Math.floor(userIds.length / ASKERS_A_PAGE), options);
      if (all === undefined) return readOwn;
      const byUser = Map.groupBy(all, ({ webRtcUser }) => webRtcUser?.id);
      return (userId) => (byUser.get(userId) ?? []).map(({ id }) => ({ id }));
    },
  });

  return {
    async ofUser(userId, options) {
      assertUuid(userId);
      return await owners.ask('', userId, options);
    },
  };
}

/** The turn that was waited for is the first page's. */
function afterFirst(pageNumber: number, options: CallOptions): CallOptions {
  return pageNumber === 1 ? options : { ...options, pass: undefined };
}
