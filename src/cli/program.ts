/** The command line. Every failure ends with one line on standard error and exit status 1. */

import { Command } from 'commander';
import { type Configuration, readConfiguration } from '../config/configuration.ts';
import { describeConfiguration } from '../config/describe.ts';
import { explainConsole } from '../config/explain-console.ts';
import { explainPlan } from '../config/explain-plan.ts';
import { digestSettings, listSettings } from '../config/settings.ts';
import { BridgeError } from '../errors.ts';
import { redactText } from '../telemetry/redaction.ts';
import { auditCommand } from './commands/audit.ts';
import { backupCommand } from './commands/backup.ts';
import { clientCommand } from './commands/client.ts';
import { conversationsCommand } from './commands/conversations.ts';
import { demo } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { eraseCommand } from './commands/erase.ts';
import { evidenceCommand } from './commands/evidence.ts';
import { explainCommand } from './commands/explain.ts';
import { exportCommand } from './commands/export.ts';
import { guardCommand } from './commands/guard.ts';
import { historyCommand } from './commands/history.ts';
import { journeyCommands } from './commands/journey-commands.ts';
import { migrateCommand } from './commands/migrate.ts';
import { notificationsCommand } from './commands/notifications.ts';
import { offboardCommand } from './commands/offboard.ts';
import { serve } from './commands/serve.ts';
import { sessionCommand } from './commands/session.ts';
import { simulate } from './commands/simulate.ts';
import { statusCommand } from './commands/status.ts';
import { tokenCommand } from './commands/token.ts';
import { addExamples } from './examples.ts';

function read(): Configuration {
  return readConfiguration({ env: process.env });
}

function configCommand(): Command {
  const check = new Command('check')
    .description(
      'print the resolved configuration, secrets masked, what it does to leavers and returners, and who may sign in',
    )
    .action(() => {
      const configuration = read();
      const plan = [
        ...explainPlan(configuration.offboarding, configuration.clients, configuration.guard),
        ...explainConsole(configuration.console, configuration.baseUrl),
      ];
      const digest = digestSettings(listSettings(configuration));
      const shown = { digest, ...describeConfiguration(configuration), plan };
      process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
    });
  return new Command('config').description('look at the configuration').addCommand(check);
}

/** Every command with its help; nothing is read before one is run. */
export function createProgram(): Command {
  const program = new Command('genesys-scim-bridge')
    .description('SCIM 2.0 server that offboards people in Genesys Cloud without deleting them')
    .showHelpAfterError();
  program
    .command('serve')
    .description('run the production server')
    .action(() => serve(read()));
  program
    .command('demo')
    .description('run embedded database, simulator and bridge together')
    .action(() => demo(read()));
  program
    .command('simulate')
    .description('run the simulated Genesys Cloud alone')
    .action(() => simulate(read()));
  program.addCommand(doctorCommand(read));
  program.addCommand(statusCommand(read));
  program.addCommand(offboardCommand(read));
  program.addCommand(historyCommand(read));
  for (const command of journeyCommands(read)) program.addCommand(command);
  program.addCommand(evidenceCommand(read));
  program.addCommand(exportCommand(read));
  program.addCommand(eraseCommand(read));
  program.addCommand(clientCommand(read));
  program.addCommand(tokenCommand(read));
  program.addCommand(sessionCommand(read));
  program.addCommand(guardCommand(read));
  program.addCommand(conversationsCommand(read));
  program.addCommand(auditCommand(read));
  program.addCommand(notificationsCommand(read));
  program.addCommand(backupCommand(read));
  program.addCommand(migrateCommand(read));
  program.addCommand(configCommand());
  program.addCommand(explainCommand());
  addExamples(program);
  return program;
}

function explain(error: unknown): string {
  if (error instanceof BridgeError) return error.message;
  return redactText(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** Without a command: serve when Genesys credentials are set, the demo otherwise. */
async function start(): Promise<void> {
  const configuration = read();
  await (configuration.genesys.clientId === undefined ? demo(configuration) : serve(configuration));
}

export async function run(argv: readonly string[]): Promise<void> {
  try {
    await (argv.length > 2 ? createProgram().parseAsync([...argv]) : start());
  } catch (error) {
    process.stderr.write(`genesys-scim-bridge: ${explain(error)}\n`);
    process.exit(1);
  }
}
