/** The leaver whose calls are counted. */

import type { GenesysApi } from '../e2e/harness/genesys-api.ts';

/**
 * Somebody with 5 queues, 4 skills, 2 languages, 3 roles, 2 groups, a team and a default station, that of `owner`, and
 * nothing else.
 */
export async function equipPerson(genesys: GenesysApi, owner: string): Promise<string> {
  const send = (method: string, path: string, body?: unknown) => genesys.send(method, `/api/v2${path}`, body);
  const get = async (path: string) => (await send('GET', path)).body;
  const idsOf = async (path: string, count: number): Promise<string[]> =>
    (await get(path)).entities.slice(0, count).map(({ id }: { id: string }) => id);
  const { id: divisionId } = await get('/authorization/divisions/home');
  const email = 'equipped@example.com';
  const { body } = await send('POST', '/users', { name: 'Equipped', email, divisionId, state: 'active' });
  const id: string = body.id;
  const queues: { id: string }[] = (await get('/routing/queues?pageSize=100')).entities;
  const direct = queues.filter((queue) => Object(queue).memberGroups?.length === 0).slice(0, 5);
  for (const queue of direct) await send('POST', `/routing/queues/${queue.id}/members`, [{ id }]);
  const rated = (ids: string[]) => ids.map((each) => ({ id: each, proficiency: 3 }));
  await send('PUT', `/users/${id}/routingskills/bulk`, rated(await idsOf('/routing/skills', 4)));
  await send('PATCH', `/users/${id}/routinglanguages/bulk`, rated(await idsOf('/routing/languages', 2)));
  const roles = (await idsOf('/authorization/roles', 8)).slice(5);
  const grants = roles.map((roleId) => ({ roleId, divisionId }));
  await send('POST', `/authorization/subjects/${id}/bulkreplace`, { grants });
  const [team] = await idsOf('/teams', 1);
  await send('POST', `/teams/${team}/members`, { memberIds: [id] });
  for (const name of ['Remote Workers', 'Book Club']) {
    const search = { query: [{ fields: ['name'], value: name, type: 'EXACT' }] };
    const [group] = (await send('POST', '/groups/search', search)).body.results;
    const { version } = await get(`/groups/${group?.id}`);
    await send('POST', `/groups/${group?.id}/members`, { memberIds: [id], version });
  }
  const { id: station } = (await get(`/users/${owner}/station`)).defaultStation;
  await send('PUT', `/users/${id}/station/defaultstation/${station}`);
  return id;
}
