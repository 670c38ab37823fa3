/** Who sits at the command line: the name under which the audit trail tells of a command. */

import { userInfo } from 'node:os';

/** Under this name the guard counts and the policy may set what commands deactivate, whoever gives them. */
export const COMMAND_LINE = 'command line';

/** How one process tells another, over the socket that only the same user can open. */
export const OPERATOR_HEADER = 'x-operator';

const LONGEST_NAME = 120;

function loginName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // A container's user may have a number and no name.
    return undefined;
  }
}

function tidy(name: string | undefined): string | undefined {
  const shown = name
    ?.replaceAll(/[^\p{L}\p{N} ._@\\+-]/gu, '')
    .trim()
    .slice(0, LONGEST_NAME);
  return shown === '' ? undefined : shown;
}

/** `alice`, or `alice as bridge` where alice took the other user's rights with sudo; undefined for a user without a name. */
export function findOperator(
  login: () => string | undefined = loginName,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const user = tidy(login());
  const caller = tidy(env.SUDO_USER);
  if (caller === undefined || caller === user) return user;
  return user === undefined ? caller : `${caller} as ${user}`;
}

/** `command line (alice)` */
export function actorOf(operator: string | undefined): string {
  return operator === undefined ? COMMAND_LINE : `${COMMAND_LINE} (${operator})`;
}

/** A name may hold what a header cannot. */
export function writeOperator(operator: string | undefined): Readonly<Record<string, string>> {
  return operator === undefined ? {} : { [OPERATOR_HEADER]: encodeURIComponent(operator) };
}

export function readOperator(header: string | readonly string[] | undefined): string | undefined {
  if (typeof header !== 'string') return undefined;
  try {
    return tidy(decodeURIComponent(header));
  } catch {
    return undefined;
  }
}
