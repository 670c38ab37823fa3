/** `status [USER]`: how far an offboarding or a return is, or what needs somebody's attention. */

import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import type { AdminClient } from '../admin-client.ts';
import { type AdminOptions, connectAdmin, withAdminOptions } from '../admin-options.ts';
import { jsonOption, print } from '../answer-format.ts';
import { describeJourney, describeStep, journeySchema, journeyWithStepsSchema } from '../journeys.ts';
import { describePerson, findPerson, USER_HELP } from '../people.ts';
import { showEvidence } from './evidence.ts';

const MOST_SHOWN = 20;

const userSchema = z.object({
  id: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  state: z.string().optional(),
  wanted: z.string().optional(),
  genesysError: z.string().optional(),
  offboardings: z.array(journeySchema),
});
const summarySchema = z.object({ people: z.record(z.string(), z.number()) });
const listSchema = z.object({ offboardings: z.array(journeySchema), next: z.string().optional() });
const guardsSchema = z.object({
  guards: z.array(z.object({ client: z.string(), state: z.string(), heldBack: z.number() })),
});

const EXAMPLES = `
Examples:
  $ genesys-scim-bridge status
  $ genesys-scim-bridge status jane.doe@example.com
  $ genesys-scim-bridge status 3fa1c0de-... --json | jq '.latest.steps[] | select(.status == "stuck")'
`;

async function readOne(admin: AdminClient, text: string) {
  const { id } = await findPerson(admin, text);
  const user = userSchema.parse(await admin.get(`/users/${id}`));
  const [latest] = user.offboardings;
  if (latest === undefined) return { ...user, latest: undefined };
  return { ...user, latest: journeyWithStepsSchema.parse(await admin.get(`/offboardings/${latest.id}`)) };
}

function describeOne({ latest, ...user }: Awaited<ReturnType<typeof readOne>>): string {
  const state =
    user.genesysError === undefined
      ? user.state === undefined
        ? 'not known to Genesys Cloud'
        : `${user.state} in Genesys Cloud`
      : `Genesys Cloud could not be asked (${user.genesysError})`;
  const wish = user.wanted === undefined ? 'nothing was ever asked of the bridge' : `wanted: ${user.wanted}`;
  const head = `${describePerson(user)}\n${state}, ${wish}`;
  if (latest === undefined) return head;
  return [head, '', describeJourney(latest), ...latest.steps.map(describeStep)].join('\n');
}

async function readAll(admin: AdminClient) {
  const { people } = summarySchema.parse(await admin.get('/offboardings/summary'));
  const stuck = listSchema.parse(await admin.get(`/offboardings?status=stuck&limit=${MOST_SHOWN}`));
  const { guards } = guardsSchema.parse(await admin.get('/guard'));
  return { people, stuck: stuck.offboardings, held: guards.filter(({ state }) => state === 'held') };
}

function describeAll({ people, stuck, held }: Awaited<ReturnType<typeof readAll>>): string {
  const counts = Object.entries(people).map(([status, count]) => `${String(count).padStart(7)}  ${status}`);
  const lines =
    counts.length === 0
      ? ['nobody has left or come back yet']
      : ['people by their latest journey:', ...counts];
  for (const { client, heldBack } of held) {
    lines.push(
      '',
      `the guard holds back ${heldBack} deactivations of ${client}: guard release ${client}, or guard reject ${client}`,
    );
  }
  if (stuck.length > 0) lines.push('', 'stuck; look with: status USER');
  return [...lines, ...stuck.map((journey) => `  ${journey.userId}  ${describeJourney(journey)}`)].join('\n');
}

interface Options extends AdminOptions {
  readonly evidence: boolean;
  readonly json: boolean;
}

function requireUser(text: string | undefined): string {
  if (text !== undefined) return text;
  throw new InvalidArgumentError('--evidence is about one person: give a USER.');
}

export function statusCommand(read: () => Configuration): Command {
  return withAdminOptions(new Command('status'))
    .description('show how far the offboarding or return of a person is, or all that needs attention')
    .argument('[user]', USER_HELP)
    .option('--evidence', 'the evidence of the latest one, as the command evidence gives it', false)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(async (text: string | undefined, { json, evidence, ...where }: Options) => {
      const admin = connectAdmin(read, where);
      if (evidence) {
        await showEvidence(admin, { text: requireUser(text), json });
        return;
      }
      if (text === undefined) {
        const all = await readAll(admin);
        print(json, all, () => describeAll(all));
        return;
      }
      const one = await readOne(admin, text);
      print(json, one, () => describeOne(one));
    });
}
