/** `conversations end`: has the conversations of somebody who leaves ended, instead of waiting for them. */

import { Command } from 'commander';
import type { Configuration } from '../../config/configuration.ts';
import { jsonOption, print } from '../answer-format.ts';
import { control } from '../control.ts';

function endCommand(read: () => Configuration): Command {
  return new Command('end')
    .description('disconnect the conversations that an offboarding waits for, for everybody in them')
    .argument('<user-id>', 'Genesys id of the person who leaves')
    .addOption(jsonOption())
    .action(async (userId: string, options: { json: boolean }) => {
      const answer = await control(read(), { action: 'conversations.end', userId });
      print(options.json, answer, () => `the conversations of ${userId} are being ended`);
    });
}

export function conversationsCommand(read: () => Configuration): Command {
  return new Command('conversations')
    .description('decide about conversations that offboardings wait for')
    .addCommand(endCommand(read));
}
