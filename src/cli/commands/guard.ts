/** `guard status|release|reject`: what the guard holds back, and what an administrator decides about it. */

import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import { parseDuration } from '../../config/duration.ts';
import type { Verdict } from '../../offboarding/guard-control.ts';
import { jsonOption, print } from '../answer-format.ts';
import { control } from '../control.ts';

const guardSchema = z.object({
  client: z.string(),
  state: z.string(),
  until: z.string().optional(),
  departures: z.number(),
  heldBack: z.number(),
});
const statusSchema = z.object({ guards: z.array(guardSchema) });

function describe({ client, state, until, departures, heldBack }: z.infer<typeof guardSchema>): string {
  const end = until === undefined ? '' : ` until ${until}`;
  return `${client}  ${state}${end}  ${departures} deactivated in the window, ${heldBack} held back`;
}

function parseFor(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms === 0) throw new InvalidArgumentError('give a duration such as 30m or 2h.');
  return ms;
}

function statusCommand(read: () => Configuration): Command {
  return new Command('status')
    .description('list clients that have deactivated people, and what is held back')
    .addOption(jsonOption())
    .action(async (options: { json: boolean }) => {
      const answer = await control(read(), { action: 'guard.status' });
      print(options.json, answer, () => {
        const { guards } = statusSchema.parse(answer);
        return guards.length === 0 ? 'no client has deactivated anybody' : guards.map(describe).join('\n');
      });
    });
}

const MEANING: Readonly<Record<Verdict, string>> = {
  release: 'let the deactivations of a client pass: they are meant',
  reject: 'refuse the deactivations of a client: they are a mistake',
};

function decideCommand(verdict: Verdict, read: () => Configuration): Command {
  return new Command(verdict)
    .description(MEANING[verdict])
    .argument('<client>', 'name of the SCIM client')
    .option('--for <duration>', 'how long the decision holds', parseFor)
    .addOption(jsonOption())
    .action(async (client: string, options: { for?: number; json: boolean }) => {
      const answer = await control(read(), {
        action: 'guard.decide',
        client,
        verdict,
        ...(options.for === undefined ? {} : { forMs: options.for }),
      });
      print(options.json, answer, () => describe(guardSchema.parse(answer)));
    });
}

export function guardCommand(read: () => Configuration): Command {
  return new Command('guard')
    .description('decide about mass deactivations that the guard holds back')
    .addCommand(statusCommand(read))
    .addCommand(decideCommand('release', read))
    .addCommand(decideCommand('reject', read));
}
