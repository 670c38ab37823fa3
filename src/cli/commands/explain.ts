/** `explain`: what an error's code means, and what to do about it. */

import { Command, InvalidArgumentError } from 'commander';
import { ERROR_GUIDE, type ErrorCode, isErrorCode } from '../../error-guide/guide.ts';
import { jsonOption, print } from '../answer-format.ts';

function readCode(text: string): ErrorCode {
  if (isErrorCode(text)) return text;
  throw new InvalidArgumentError("There is no such code; 'explain' alone lists them.");
}

function describe([code, { meaning, cure }]: [string, { meaning: string; cure: string }]): string {
  return `${code}\n  ${meaning}\n  ${cure}`;
}

export function explainCommand(): Command {
  return new Command('explain')
    .description("say what an error's code means, and what to do about it")
    .argument('[code]', 'as it stands in the log; without one, all of them', readCode)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  genesys-scim-bridge explain genesys.missing-permission')
    .action((code: ErrorCode | undefined, options: { json: boolean }) => {
      const wanted = Object.entries(ERROR_GUIDE).filter(([known]) => code === undefined || known === code);
      print(options.json, Object.fromEntries(wanted), () => wanted.map(describe).join('\n'));
    });
}
