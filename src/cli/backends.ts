/** The two backends of the SCIM endpoints, and the stage on which a dry run rehearses their writes. */

import type { Configuration } from '../config/configuration.ts';
import type { Genesys } from '../genesys/client.ts';
import type { Offboardings, OffboardingsOptions } from '../offboarding/offboardings.ts';
import { RehearsedOffboardings } from '../offboarding/rehearsed-offboardings.ts';
import { withDryRun } from '../provisioning/dry-run.ts';
import { GroupsBackend } from '../provisioning/groups-backend.ts';
import { Ownership } from '../provisioning/ownership.ts';
import { ScopedUsersBackend } from '../provisioning/scoped-users-backend.ts';
import { UsersBackend } from '../provisioning/users-backend.ts';
import type { ResourceBackend } from '../scim/backend.ts';
import type { Store } from '../store/open.ts';

interface Backends {
  readonly users: ResourceBackend;
  readonly groups: ResourceBackend;
}

interface Stage {
  readonly store: Store;
  readonly genesys: Genesys;
  readonly offboardings: Offboardings;
}

export function createBackends(
  provisioning: Configuration['provisioning'],
  options: OffboardingsOptions,
  offboardings: Offboardings,
): Backends {
  const { store, genesys, log } = options;
  const open = ({ store, genesys, offboardings }: Stage): Backends => {
    const ownership = new Ownership(store);
    const users = new UsersBackend({ store, genesys, offboardings, log, ...provisioning });
    return {
      users: new ScopedUsersBackend(users, store, ownership),
      groups: new GroupsBackend({ store, genesys, ownership, policy: provisioning.groups }),
    };
  };
  const rehearse = (type: keyof Backends) => () => {
    const rehearsal = genesys.rehearse();
    const reading: Store = { ...store, db: store.rehearse() };
    const stage = { ...options, store: reading, genesys: rehearsal.genesys };
    const rehearsed = new RehearsedOffboardings(stage);
    const backend = open({ ...stage, offboardings: rehearsed })[type];
    return { backend, calls: rehearsal.calls, journeys: rehearsed.journeys };
  };
  const { users, groups } = open({ store, genesys, offboardings });
  return {
    users: withDryRun({ type: 'user', backend: users, rehearse: rehearse('users'), store, log }),
    groups: withDryRun({ type: 'group', backend: groups, rehearse: rehearse('groups'), store, log }),
  };
}
