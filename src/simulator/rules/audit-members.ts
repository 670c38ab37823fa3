import type { Group, Named, Queue, UserRecord } from '../organisation/model.ts';
import type { World } from '../world.ts';
import { recordAudit } from './audit.ts';

/** Who a change of members is about, and whether they joined or left. */
export interface MemberChange {
  readonly users: readonly UserRecord[];
  readonly joined: boolean;
}

function valuesOf(values: readonly string[], joined: boolean): { oldValues: string[]; newValues: string[] } {
  return joined ? { oldValues: [], newValues: [...values] } : { oldValues: [...values], newValues: [] };
}

/** Members of a queue's list, in the form that the documented samples have. */
export function auditQueueMembers(world: World, clientId: string, queue: Queue, change: MemberChange): void {
  if (change.users.length === 0) return;
  const members = change.users.map(({ id }) => `queueMember:${id}`);
  recordAudit(world, clientId, {
    service: 'ContactCenter',
    entityType: 'Queue',
    action: change.joined ? 'MemberAdd' : 'MemberRemove',
    entity: queue,
    changes: [{ property: `queueId:${queue.id}:members`, ...valuesOf(members, change.joined) }],
  });
}

/** A member who joins or leaves the queue and stays on its list. */
export function auditJoined(world: World, clientId: string, queue: Queue, change: MemberChange): void {
  if (change.users.length === 0) return;
  recordAudit(world, clientId, {
    service: 'ContactCenter',
    entityType: 'Queue',
    action: 'MemberUpdate',
    entity: queue,
    changes: change.users.map(({ id }) => ({
      property: `queueId:${queue.id}:queueMember:${id}:joined`,
      oldValues: [String(!change.joined)],
      newValues: [String(change.joined)],
    })),
  });
}

export function auditGroup(
  world: World,
  clientId: string,
  group: Group,
  action: 'Create' | 'Update' | 'Delete',
): void {
  const entity = { id: group.id, name: group.name };
  recordAudit(world, clientId, {
    service: 'Groups',
    entityType: 'DirectoryGroup',
    action,
    entity,
    changes: [],
  });
}

export function auditGroupMembers(
  world: World,
  clientId: string,
  group: Named,
  entityType: 'DirectoryGroup' | 'Team',
  { users, joined }: MemberChange,
): void {
  if (users.length === 0) return;
  const ids = users.map(({ id }) => id);
  recordAudit(world, clientId, {
    service: 'Groups',
    entityType,
    action: 'Update',
    entity: group,
    changes: [{ property: 'group-membership', ...valuesOf(ids, joined) }],
  });
}
