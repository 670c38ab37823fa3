/** All that Genesys shows of a person which an offboarding may touch or must not, attribute by attribute. */

import type { GenesysApi } from '../e2e/harness/genesys-api.ts';

export type Picture = ReadonlyMap<string, string>;

/** What is not compared, and why not: docs/deprovisioning.md says the same. */
export const NOT_COMPARED: Readonly<Record<string, string>> = {
  presence: 'the person chooses it after logging in',
  'associated station': 'the person takes one after logging in; the default one is compared',
  'tokens and sessions': 'whoever comes back logs in anew',
  'second factors': 'deleted for good, since they would be valid for whoever comes back under the name',
  'ring numbers of queues': 'no read of a person shows them; Genesys begins with 1 again',
};

const EXPAND = 'groups,skills,languages,team,employerInfo,languagePreference,profileSkills';
const PROFILE = ['state', 'name', 'email', 'title', 'department', 'employerInfo', 'manager'] as const;

interface Held {
  readonly id: string;
  readonly proficiency?: number;
}

interface Contact {
  readonly extension?: string;
}

export async function wholePicture(genesys: GenesysApi, id: string): Promise<Picture> {
  const get = async (path: string) => {
    const { status, body } = await genesys.send('GET', `/api/v2${path}`);
    return status === 200 ? body : undefined;
  };
  const [user, roles, queues, station, utilization, unit, externalIds, voicemail, phones] = await Promise.all(
    [
      genesys.user(id, `?expand=${EXPAND}`),
      genesys.directRoles(id),
      genesys.queues(id),
      genesys.station(id),
      get(`/routing/users/${id}/utilization`),
      get(`/workforcemanagement/agents/${id}/managementunit`),
      genesys.externalIds(id),
      get(`/voicemail/userpolicies/${id}`),
      get(`/telephony/providers/edges/phones?webRtcUser.id=${id}`),
    ],
  );
  const attributes: [string, unknown][] = [
    ...PROFILE.map((name): [string, unknown] => [name, user[name]]),
    ['numbers', user.addresses.filter((each: Contact) => each.extension === undefined)],
    ['extensions', user.addresses.filter((each: Contact) => each.extension !== undefined)],
    ['division', user.division?.id],
    ['team', user.team?.id],
    ['station', station.defaultStation?.id],
    ['utilization', utilization?.level === 'Agent' ? utilization.utilization : 'the default'],
    ['management unit', unit?.managementUnit?.id ?? unit?.id],
    ['external ids', externalIds],
    ['mailbox', voicemail?.enabled],
    ['phones', phones?.entities.map((phone: Held) => phone.id)],
    ['profile skills', user.profileSkills],
    ['preferred language', user.languagePreference],
    ...roles.map((role): [string, unknown] => [`role ${role}`, true]),
    ...queues.map(({ id: queue, joined }): [string, unknown] => [`queue ${queue}`, joined]),
    ...(user.groups ?? []).map((group: Held): [string, unknown] => [`group ${group.id}`, true]),
    ...(user.skills ?? []).map((skill: Held): [string, unknown] => [`skill ${skill.id}`, skill.proficiency]),
    ...(user.languages ?? []).map((each: Held): [string, unknown] => [
      `language ${each.id}`,
      each.proficiency,
    ]),
  ];
  return new Map(attributes.map(([name, value]) => [name, JSON.stringify(value) ?? 'absent']));
}

/** What one has and the other has not, or has otherwise. */
export function differences(before: Picture, after: Picture): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `${name}: ${before.get(name) ?? 'absent'} became ${after.get(name) ?? 'absent'}`);
}
