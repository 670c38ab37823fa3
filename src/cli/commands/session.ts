/** `session list|end`: who is signed in to the console, and the end of a session. */

import { Command } from 'commander';
import { z } from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import { type AdminOptions, connectAdmin, withAdminOptions } from '../admin-options.ts';
import { jsonOption, print } from '../answer-format.ts';

const listSchema = z.object({
  sessions: z.array(
    z.object({
      reference: z.string(),
      who: z.string(),
      actor: z.string(),
      role: z.string(),
      startedAt: z.string(),
      usedAt: z.string(),
      endsAt: z.string(),
    }),
  ),
});
type Session = z.infer<typeof listSchema>['sessions'][number];

type Options = AdminOptions & { readonly json: boolean };

function describe({ reference, who, actor, role, startedAt, usedAt, endsAt }: Session): string {
  const name = who === actor ? who : `${who} (${actor})`;
  return `${reference}  ${name}, ${role}  since ${startedAt}, used ${usedAt}, ends ${endsAt}`;
}

function listCommand(read: () => Configuration): Command {
  return withAdminOptions(new Command('list'))
    .description('list who is signed in to the console')
    .addOption(jsonOption())
    .action(async ({ json, ...where }: Options) => {
      const answer = await connectAdmin(read, where).get('/sessions');
      print(json, answer, () => {
        const { sessions } = listSchema.parse(answer);
        return sessions.length === 0 ? 'nobody is signed in' : sessions.map(describe).join('\n');
      });
    });
}

function endCommand(read: () => Configuration): Command {
  return withAdminOptions(new Command('end'))
    .description('end a session at once')
    .argument('<reference>', 'as list shows it')
    .addOption(jsonOption())
    .action(async (reference: string, { json, ...where }: Options) => {
      const path = `/sessions/${encodeURIComponent(reference)}/end`;
      const answer = await connectAdmin(read, where).post(path, {});
      print(json, answer, () => `ended ${reference}`);
    });
}

export function sessionCommand(read: () => Configuration): Command {
  return new Command('session')
    .description('look at who is signed in to the console, and end sessions')
    .addCommand(listCommand(read))
    .addCommand(endCommand(read));
}
