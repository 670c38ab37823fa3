/** `history USER`: who an id was, for people who meet it in a trace or a report years later. */

import { Command } from 'commander';
import { z } from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import { type AdminOptions, connectAdmin, withAdminOptions } from '../admin-options.ts';
import { jsonOption, print } from '../answer-format.ts';
import { colour } from '../colours.ts';
import { describeJourney, journeySchema } from '../journeys.ts';
import { describePerson, findPerson, USER_HELP } from '../people.ts';

const historySchema = z.object({
  id: z.string(),
  now: z.object({
    name: z.string().optional(),
    email: z.string().optional(),
    state: z.string().optional(),
    genesysError: z.string().optional(),
    wanted: z.string().optional(),
  }),
  identities: z.array(
    z.object({
      at: z.string(),
      name: z.string().optional(),
      email: z.string().optional(),
      userName: z.string().optional(),
      source: z.string(),
    }),
  ),
  states: z.array(z.object({ at: z.string(), state: z.string(), by: z.string() })),
  externalIds: z.array(z.object({ authority: z.string(), externalId: z.string() })),
  clients: z.array(z.object({ client: z.string(), since: z.string() })),
  offboardings: z.array(journeySchema),
  events: z.array(z.object({ at: z.string(), actor: z.string(), action: z.string() })),
});
type History = z.infer<typeof historySchema>;

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', colour('bold', title), ...lines.map((line) => `  ${line}`)];
}

function describeNow({ id, now }: History): string[] {
  const { state, wanted, genesysError } = now;
  const shown = state === undefined ? 'not known to Genesys Cloud' : `${state} in Genesys Cloud`;
  const where = genesysError === undefined ? shown : `Genesys Cloud could not be asked (${genesysError})`;
  const wish = wanted === undefined ? '' : `, wanted: ${wanted}`;
  return [describePerson({ id, ...now }), `${where}${wish}`];
}

function describe(history: History): string {
  const { identities, states, externalIds, clients, offboardings, events } = history;
  return [
    ...describeNow(history),
    ...section(
      'Known as',
      identities.map(({ at, name, email, userName, source }) => {
        const known = [name, email, userName === email ? undefined : userName].filter(
          (part) => part !== undefined,
        );
        return `${at}  ${known.join('  ')}  (${source})`;
      }),
    ),
    ...section(
      'States',
      states.map(({ at, state, by }) => `${at}  ${state} by ${by}`),
    ),
    ...section(
      'External ids',
      externalIds.map(({ authority, externalId }) => `${authority}: ${externalId}`),
    ),
    ...section(
      'Clients',
      clients.map(({ client, since }) => `${client} since ${since}`),
    ),
    ...section(
      'Offboardings and returns, newest first',
      offboardings.map((journey) => `${journey.id}  ${describeJourney(journey)}`),
    ),
    ...section(
      'Asked for',
      events.map(({ at, actor, action }) => `${at}  ${action}  by ${actor}`),
    ),
  ].join('\n');
}

const EXAMPLES = `
Examples:
  $ genesys-scim-bridge history 3fa1c0de-7a10-4a3e-9d6a-5d0c1f8a7b21
  $ genesys-scim-bridge history jane.doe@example.com --json | jq .identities
`;

export function historyCommand(read: () => Configuration): Command {
  return withAdminOptions(new Command('history'))
    .description('show who somebody was: names, addresses, states, offboardings, also when SCIM answers 404')
    .argument('<user>', USER_HELP)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async (text: string, { json, ...where }: AdminOptions & { json: boolean }) => {
      const admin = connectAdmin(read, where);
      const { id } = await findPerson(admin, text);
      const answer = await admin.get(`/users/${id}/history`);
      print(json, answer, () => describe(historySchema.parse(answer)));
    });
}
