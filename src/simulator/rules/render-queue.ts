import type { Queue } from '../organisation/model.ts';
import type { World } from '../world.ts';
import { divisionOf, present } from './find-record.ts';
import { membersOf } from './queue-membership.ts';
import { renderDivision, selfUri } from './render-user.ts';

/** `Queue` without the member counts, which are costly in a large organisation. */
export function renderQueue({ organisation }: World, queue: Queue): object {
  const { id, name, description, createdAt } = queue;
  const date = new Date(createdAt).toISOString();
  const division = renderDivision(divisionOf(organisation, queue.divisionId));
  return {
    id,
    name,
    division,
    description,
    dateCreated: date,
    dateModified: date,
    memberGroups: present(organisation.groups, queue.memberGroupIds).map((group) => ({
      id: group.id,
      name: group.name,
      type: 'GROUP',
      memberCount: group.members.size,
      selfUri: selfUri('groups', group.id),
    })),
    skillEvaluationMethod: 'ALL',
    scoringMethod: 'TimestampAndPriority',
    enableManualAssignment: false,
    enableTranscription: false,
    selfUri: selfUri('routing/queues', id),
  };
}

export function renderCountedQueue(world: World, queue: Queue): object {
  const counts = { memberCount: 0, userMemberCount: 0, joinedMemberCount: 0 };
  for (const { memberBy, joined } of membersOf(world, queue)) {
    counts.memberCount += 1;
    if (memberBy === 'user') counts.userMemberCount += 1;
    if (joined) counts.joinedMemberCount += 1;
  }
  return { ...renderQueue(world, queue), ...counts };
}
