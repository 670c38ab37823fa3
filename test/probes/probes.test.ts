import { beforeEach, describe, expect, it } from 'vitest';
import { ScimServer } from '../http/scim/harness.ts';
import { ATTRIBUTE_PROBES } from './attributes.ts';
import { BULK_PROBES } from './bulk.ts';
import { CREATE_PROBES } from './create.ts';
import { DISCOVERY_PROBES } from './discovery.ts';
import { FAILURE_PROBES } from './failure.ts';
import { FILTER_PROBES } from './filter.ts';
import { HOSTILE_PROBES } from './hostile.ts';
import { HTTP_PROBES } from './http.ts';
import { LIST_PROBES } from './list.ts';
import { GROUP_PATCH_PROBES } from './patch-group.ts';
import { USER_PATCH_PROBES } from './patch-user.ts';
import type { Probe } from './probe.ts';
import { REPLACE_PROBES } from './replace.ts';
import { SEARCH_PROBES } from './search.ts';
import { VERSION_PROBES } from './version.ts';

const PROBES: readonly Probe[] = [
  ...HTTP_PROBES,
  ...DISCOVERY_PROBES,
  ...CREATE_PROBES,
  ...LIST_PROBES,
  ...ATTRIBUTE_PROBES,
  ...FILTER_PROBES,
  ...USER_PATCH_PROBES,
  ...GROUP_PATCH_PROBES,
  ...REPLACE_PROBES,
  ...SEARCH_PROBES,
  ...BULK_PROBES,
  ...VERSION_PROBES,
  ...FAILURE_PROBES,
  ...HOSTILE_PROBES,
];

const server = new ScimServer();
beforeEach(() => server.reset());

it('are numbered from 1 to 304, each once', () => {
  expect(PROBES.map(({ number }) => number)).toEqual(Array.from({ length: 304 }, (_, index) => index + 1));
});

describe('probe', () => {
  it.each(PROBES.map((probe) => [probe.number, probe.title, probe] as const))(
    '%i: %s',
    async (_number, _title, probe) => {
      await probe.run(server);
    },
  );
});
