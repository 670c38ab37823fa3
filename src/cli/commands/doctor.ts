/** `doctor`: what stands between this installation and a deprovisioning that works, beside a running bridge or without. */

import { Command, Option } from 'commander';
import type { Configuration } from '../../config/configuration.ts';
import { jsonOption, print } from '../answer-format.ts';
import { colour } from '../colours.ts';
import { offboardingPolicy } from '../control.ts';
import { examine } from '../doctor/examine.ts';
import { describeReason, type Finding, type Severity, worstOf } from '../doctor/finding.ts';
import { listNeededPermissions } from '../doctor/needed-permissions.ts';
import { makeRole } from '../doctor/ready-role.ts';

const EXIT: Readonly<Record<Severity, number>> = { ok: 0, note: 0, warning: 1, failure: 2 };
const LABEL = {
  ok: ['green', 'ok'],
  note: ['dim', 'note'],
  warning: ['yellow', 'WARNING'],
  failure: ['red', 'FAILURE'],
} as const;

const EXAMPLES = `
Exit status: 0 nothing to do, 1 warnings, 2 failures.

Examples:
  $ genesys-scim-bridge doctor
  $ genesys-scim-bridge doctor --role > role.json      # a role of Genesys Cloud with what the policy needs
  $ genesys-scim-bridge doctor --json | jq '.findings[] | select(.severity == "failure")'
`;

function describe({ check, severity, finding, cause, cure }: Finding): string {
  const [name, label] = LABEL[severity];
  const indent = ' '.repeat(24);
  const lines = [`${colour(name, label.padEnd(8))} ${check.padEnd(14)} ${finding}`];
  if (cause !== undefined) lines.push(`${indent}${colour('dim', 'cause:')} ${cause}`);
  if (cure !== undefined) lines.push(`${indent}${colour('dim', 'cure:')}  ${cure}`);
  return lines.join('\n');
}

function summarise(findings: readonly Finding[]): string {
  const count = (severity: Severity) => findings.filter((each) => each.severity === severity).length;
  return `${count('failure')} failures, ${count('warning')} warnings`;
}

/** A configuration that cannot be read is the first thing to find. */
async function findAll(read: () => Configuration): Promise<Finding[]> {
  let configuration: Configuration;
  try {
    configuration = read();
  } catch (error) {
    const finding = 'the configuration cannot be used';
    const cure = 'correct it; config check shows what is read';
    return [{ check: 'configuration', severity: 'failure', finding, cause: describeReason(error), cure }];
  }
  return await examine(configuration, new Date());
}

export function doctorCommand(read: () => Configuration): Command {
  return new Command('doctor')
    .description('find what keeps the bridge from working: credentials, permissions, database, certificates')
    .addOption(jsonOption())
    .addOption(
      new Option('--role [extent]', 'print a role for the OAuth client instead, as JSON')
        .choices(['needed', 'everything'])
        .preset('needed'),
    )
    .addHelpText('after', EXAMPLES)
    .action(async ({ json, role }: { json: boolean; role?: 'needed' | 'everything' }) => {
      if (role !== undefined) {
        const needed = listNeededPermissions(offboardingPolicy(read()));
        print(true, makeRole(needed, role === 'everything'), () => '');
        return;
      }
      const findings = await findAll(read);
      const status = worstOf(findings);
      print(json, { status: status === 'note' ? 'ok' : status, findings }, () =>
        [...findings.map(describe), '', summarise(findings)].join('\n'),
      );
      process.exitCode = EXIT[status];
    });
}
