/** `restore`, `retry` and `cancel`: what administrators decide about one person. */

import { Command, Option } from 'commander';
import { z } from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import type { AdminClient } from '../admin-client.ts';
import { type AdminOptions, connectAdmin, withAdminOptions } from '../admin-options.ts';
import { jsonOption, print } from '../answer-format.ts';
import { nameKind } from '../journeys.ts';
import { describePerson, findPerson, USER_HELP } from '../people.ts';

interface Options extends AdminOptions {
  readonly yes: boolean;
  readonly json: boolean;
}

const yesOption = (): Option =>
  new Option('--yes', 'do it; without, only show what would be done').default(false);

const restoreSchema = z.object({
  name: z.string(),
  email: z.string(),
  plan: z
    .object({
      steps: z.array(z.object({ name: z.string(), gives: z.array(z.string()) })),
      snapshotTakenAt: z.string().optional(),
    })
    .optional(),
  offboardingId: z.string().optional(),
});

function describeReturn(id: string, answer: z.infer<typeof restoreSchema>): string {
  const who = describePerson({ id, ...answer });
  const { plan } = answer;
  if (plan === undefined) return `${who} is coming back; follow with: status ${id}`;
  const taken =
    plan.snapshotTakenAt === undefined
      ? 'nothing is known of what was held before, or policy gives nothing back'
      : `as held at ${plan.snapshotTakenAt}`;
  const gifts = plan.steps
    .filter(({ gives }) => gives.length > 0)
    .map(({ name, gives }) => `  ${name.padEnd(14)} ${gives.join(', ')}`);
  return [`${who} would come back, ${taken}:`, ...gifts, '', 'Nothing was done. Add --yes to go.'].join('\n');
}

function restoreCommand(read: () => Configuration): Command {
  return withAdminOptions(new Command('restore'))
    .description('let somebody who left in again, with what policy gives back')
    .argument('<user>', USER_HELP)
    .addOption(yesOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Takes the same way as active=true of a SCIM client. If the identity provider still has the person as inactive, it
takes them out again: correct it there too.

Examples:
  $ genesys-scim-bridge restore jane.doe@example.com          # what would come back
  $ genesys-scim-bridge restore jane.doe@example.com --yes
`,
    )
    .action(async (text: string, { yes, json, ...where }: Options) => {
      const admin = connectAdmin(read, where);
      const { id } = await findPerson(admin, text);
      const answer = await admin.post(`/users/${id}/restore`, { dryRun: !yes });
      print(json, answer, () => describeReturn(id, restoreSchema.parse(answer)));
    });
}

const retriedSchema = z.object({ steps: z.array(z.string()) });

function retryCommand(read: () => Configuration): Command {
  return withAdminOptions(new Command('retry'))
    .description('try stuck steps again at once, or one that waits')
    .argument('<user>', USER_HELP)
    .argument('[step]', 'name of an open step, as status shows it; every stuck one without it')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  $ genesys-scim-bridge retry jane.doe@example.com            # after the missing permission was granted
  $ genesys-scim-bridge retry jane.doe@example.com queues
`,
    )
    .action(async (text: string, step: string | undefined, { json, ...where }: Options) => {
      const admin = connectAdmin(read, where);
      const person = await findPerson(admin, text);
      const answer = await admin.post(`/users/${person.id}/retry`, step === undefined ? {} : { step });
      print(json, answer, () => {
        const { steps } = retriedSchema.parse(answer);
        return `${describePerson(person)}: ${steps.join(', ')} tried again; follow with: status ${person.id}`;
      });
    });
}

const cancelledSchema = z.object({ kind: z.string(), steps: z.array(z.string()) });

async function cancel(admin: AdminClient, text: string, { yes, json }: Options): Promise<void> {
  const person = await findPerson(admin, text);
  const answer = await admin.post(`/users/${person.id}/cancel`, { dryRun: !yes });
  print(json, answer, () => {
    const { kind, steps } = cancelledSchema.parse(answer);
    const what = `${describePerson(person)}: of the ${nameKind(kind)} ${steps.join(', ')}`;
    return yes ? `${what} left off` : `${what} would be left off.\n\nNothing was done. Add --yes to go.`;
  });
}

function cancelCommand(read: () => Configuration): Command {
  return withAdminOptions(new Command('cancel'))
    .description('leave off what is left of an offboarding or a return')
    .argument('<user>', USER_HELP)
    .addOption(yesOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Whoever left stays locked out and keeps what has not been released; to let somebody in again use restore. A step on its
way to Genesys Cloud may still take effect.

Examples:
  $ genesys-scim-bridge cancel jane.doe@example.com           # what would be left off
  $ genesys-scim-bridge cancel jane.doe@example.com --yes
`,
    )
    .action((text: string, options: Options) => cancel(connectAdmin(read, options), text, options));
}

export function journeyCommands(read: () => Configuration): readonly Command[] {
  return [restoreCommand(read), retryCommand(read), cancelCommand(read)];
}
