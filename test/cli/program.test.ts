import { expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';

const commands = createProgram().commands;

it.each(commands.map((command) => [command.name(), command] as const))(
  '%s shows an example',
  (name, command) => {
    let help = '';
    command.configureOutput({
      writeOut: (text) => {
        help += text;
      },
    });
    command.outputHelp();
    expect(help).toContain('Examples:');
    expect(help).toMatch(new RegExp(`genesys-scim-bridge ${name}`));
  },
);
