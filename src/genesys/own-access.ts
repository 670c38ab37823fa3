/** What Genesys Cloud says of our own OAuth client: who it is, what it may do and where, and what is left of its allowance. */

import type { AuthorizationApi, TokensApi } from 'purecloud-platform-client-v2';
import { z } from 'zod';
import { entityRef, pageOf, tidyAnswer } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import type { Caller } from './caller.ts';
import { type RateReading, readRate } from './governor/rate-headers.ts';
import { isUuid } from './ids.ts';
import type { EntityRef } from './models.ts';
import type { Operation } from './operation.ts';
import { collectPages } from './pages.ts';

export interface OwnIdentity {
  readonly organisation: EntityRef | undefined;
  readonly client: EntityRef | undefined;
  /** What the answer's headers say of this token's requests; undefined when they say nothing. */
  readonly rate: RateReading | undefined;
  /** Genesys' clock, to the second; undefined without a `Date` header. */
  readonly date: Date | undefined;
}

export interface OwnGrant {
  /** `*` is all divisions. */
  readonly divisionId: string;
  /** `domain:entity:action`; each part may be `*`. */
  readonly permissions: readonly string[];
}

export interface OwnAccess {
  identify(options: CallOptions): Promise<OwnIdentity>;
  /**
   * Needs no permission. FACTS section 10: nobody has tried `subjects/me` with client credentials; with the id of
   * our client the subject itself is read where that is refused, which needs `authorization:grant:view`.
   */
  grants(clientId: string | undefined, options: CallOptions): Promise<OwnGrant[]>;
  /** Permissions that Genesys says hold for the whole organisation, whatever the division of the grant. */
  listDivisionless(options: CallOptions): Promise<ReadonlySet<string>>;
}

const GET_TOKEN: Operation = { method: 'GET', path: '/api/v2/tokens/me' };
const GET_OWN_SUBJECT: Operation = { method: 'GET', path: '/api/v2/authorization/subjects/me' };
const GET_SUBJECT: Operation = { method: 'GET', path: '/api/v2/authorization/subjects/{subjectId}' };
const LIST_PERMISSIONS: Operation = { method: 'GET', path: '/api/v2/authorization/permissions' };
const PAGE_SIZE = 100;

const tokenInfo = z.object({ organization: entityRef.optional(), OAuthClient: entityRef.optional() });

const policy = z.object({
  domain: z.string(),
  entityName: z.string().default('*'),
  actions: z.array(z.string()).default([]),
});

const ownGrants = z
  .object({
    grants: z
      .array(
        z.object({
          division: entityRef,
          role: z.object({ policies: z.array(policy).default([]) }).optional(),
        }),
      )
      .default([]),
  })
  .transform(({ grants }) =>
    grants.map(({ division, role }) => ({
      divisionId: division.id,
      permissions: (role?.policies ?? []).flatMap(({ domain, entityName, actions }) =>
        actions.map((action) => `${domain}:${entityName}:${action}`),
      ),
    })),
  );

const permissionDomain = z.object({
  permissionMap: z
    .record(
      z.string(),
      z.array(
        z.object({
          domain: z.string(),
          entityType: z.string(),
          action: z.string(),
          divisionAware: z.boolean().optional(),
        }),
      ),
    )
    .default({}),
});

export function createOwnAccess(
  tokensApi: TokensApi,
  authorizationApi: AuthorizationApi,
  caller: Caller,
): OwnAccess {
  return {
    async identify(options) {
      const { data, headers } = await caller.exchange(GET_TOKEN, options, () => tokensApi.getTokensMe());
      const { organization, OAuthClient } = tokenInfo.safeParse(tidyAnswer(data)).data ?? {};
      const at = Date.parse(headers.date ?? '');
      return {
        organisation: organization,
        client: OAuthClient,
        rate: readRate(headers),
        date: Number.isNaN(at) ? undefined : new Date(at),
      };
    },

    async grants(clientId, options) {
      try {
        return await caller.read(ownGrants, GET_OWN_SUBJECT, options, () =>
          authorizationApi.getAuthorizationSubjectsMe(),
        );
      } catch (error) {
        if (clientId === undefined || !isUuid(clientId)) throw error;
        return await caller.read(ownGrants, GET_SUBJECT, options, () =>
          authorizationApi.getAuthorizationSubject(clientId),
        );
      }
    },

    async listDivisionless(options) {
      const domains = await collectPages((pageNumber) =>
        caller.read(pageOf(permissionDomain), LIST_PERMISSIONS, options, () =>
          authorizationApi.getAuthorizationPermissions({ pageSize: PAGE_SIZE, pageNumber }),
        ),
      );
      const all = domains.flatMap(({ permissionMap }) => Object.values(permissionMap).flat());
      const divisionless = all.filter(({ divisionAware }) => divisionAware === false);
      return new Set(
        divisionless.map(({ domain, entityType, action }) => `${domain}:${entityType}:${action}`),
      );
    },
  };
}
