import type { ErrorHelp } from './help.ts';

/** What keeps the bridge, its database or a command from running. */
export const RUNNING_ERRORS = {
  'config.invalid': {
    meaning: 'A variable or the policy file has an unknown name or a wrong value.',
    cure: 'The message names it and the nearest known one; check with: config check.',
  },
  'serve.refused': {
    meaning: 'The bridge does not start with these settings.',
    cure: 'The message says which setting is missing or contradicts another.',
  },
  'simulator.cannot-start': {
    meaning: 'The simulator does not start.',
    cure: 'The message says why; mostly SIMULATOR_PORT is taken.',
  },
  'http.cannot-listen': {
    meaning: 'The port is taken or not allowed.',
    cure: 'Set another PORT, or stop what holds it.',
  },
  'http.bad-certificate': {
    meaning: 'The TLS certificate or key cannot be read or used.',
    cure: 'The message names the file; a bridge that runs already goes on with the certificate it has.',
  },
  'oauth.bad-keys': {
    meaning: "A client's key set cannot be read.",
    cure: 'Correct clients.NAME.oauth.jwksFile, or the file.',
  },
  'token.unknown': {
    meaning: 'No live token has this id or client name.',
    cure: 'See: token list.',
  },
  'token.too-many': {
    meaning: 'The client has five live tokens already.',
    cure: 'Revoke one first: token revoke ID.',
  },
  'token.other-authority': {
    meaning: 'The client keeps its externalIds under another authority.',
    cure: 'Leave the authority out, or choose another client name.',
  },
  'token.replaced': {
    meaning: 'The token to be rotated has been replaced before.',
    cure: 'Rotate the one that replaced it; see: token list.',
  },
  'token.ends-before': {
    meaning: 'The end that was given for a token is over already.',
    cure: 'Give a time in the future, or none for a token without an end.',
  },
  'client.unknown': {
    meaning: 'No client of this name has had a token, and the policy file names none.',
    cure: 'See: client list.',
  },
  'client.bad-name': {
    meaning: 'A name that no client can have.',
    cure: 'Take letters, digits, dots, underscores and hyphens, at most 63, the first a letter or a digit.',
  },
  'cli.no-owner': {
    meaning: 'A bridge holds the data folder and does not answer on its socket.',
    cure: 'Stop it, or use its admin API.',
  },
  'cli.failed': {
    meaning: 'The running bridge could not carry out a command.',
    cure: 'Look into its log for the time of the command.',
  },
  'cli.no-bridge': {
    meaning: 'A command that needs a running bridge reaches none.',
    cure: 'Start it with serve, or set BRIDGE_ADMIN_URL and BRIDGE_ADMIN_TOKEN for one elsewhere.',
  },
  'cli.no-token': {
    meaning: 'A URL of a bridge is set for commands, and no token for its admin API.',
    cure: 'Create one with: token create NAME --scope admin, and set BRIDGE_ADMIN_TOKEN or give --token-file.',
  },
  'cli.refused': {
    meaning: 'The running bridge refuses a command.',
    cure: 'The message is the one of its admin API and says why.',
  },
  'cli.bad-list': {
    meaning:
      'The list of people to offboard cannot be read, is empty or too long, or several lists are given.',
    cure: 'The message says which; docs/command-line.md describes the file.',
  },
  'cli.which-person': {
    meaning: 'A command names nobody, or somebody who may be several people.',
    cure: 'Give the id of one of those that the message lists, or another name or address.',
  },
  'audit.head-dropped': {
    meaning: 'The head to verify against is older than what retention keeps.',
    cure: 'Use a head that was kept later, and keep heads more often than retention drops entries.',
  },
  'store.unreachable': {
    meaning: 'PostgreSQL refused or did not answer.',
    cure: 'Check DATABASE_URL, and that the server runs and takes connections from here.',
  },
  'store.outage': {
    meaning: 'The database cannot be used at the moment: it is restarting, unreachable, or out of room.',
    cure: 'Look after the database; nothing that was accepted is lost, and requests succeed once it is back.',
  },
  'store.newer': {
    meaning:
      'A newer version of the bridge has changed the database in a way that this one cannot go on beside.',
    cure: 'Install that version or a later one; the changelog says which version it was.',
  },
  'store.version': {
    meaning: 'The data folder was written by another major version of the embedded PostgreSQL.',
    cure: 'Start it with the bridge that wrote it, or set BRIDGE_DATA to a new folder.',
  },
  'store.locked': {
    meaning: 'Another process uses the data folder.',
    cure: 'Stop that process, or set BRIDGE_DATA to another folder; for several instances use PostgreSQL.',
  },
  'store.not-writable': {
    meaning: 'The data folder cannot be written.',
    cure: 'Set BRIDGE_DATA to a folder of this user, on a disk with room.',
  },
  'store.damaged': {
    meaning: 'The embedded database does not open.',
    cure: 'Free or repair the disk, or restore the folder from a back-up.',
  },
  'store.not-permitted': {
    meaning: "Node's permission model forbids what the embedded database needs.",
    cure: 'Start without --permission, or with PostgreSQL (DATABASE_URL).',
  },
  'store.moved': {
    meaning: 'The data of this folder was moved to a PostgreSQL server.',
    cure: 'Set DATABASE_URL.',
  },
  'store.not-empty': {
    meaning: 'The database to move to holds data already.',
    cure: 'Name an empty one; nothing was changed.',
  },
  'store.audit-broken': {
    meaning: 'The audit trail that is to be moved, or was backed up, is not intact.',
    cure: 'Look at it with: audit verify.',
  },
  'store.copy-differs': {
    meaning: 'A copy was not the same as the original, and was taken back.',
    cure: 'Nothing was moved; report it.',
  },
  'backup.refused': {
    meaning: 'There is nothing to back up here, or no place to put it.',
    cure: 'The message says which folder or setting is wrong. PostgreSQL is backed up by its own tools.',
  },
  'migrate.refused': {
    meaning: 'There is nothing to move, or no place to move it to.',
    cure: 'The message says which setting is missing.',
  },
  'store.busy': {
    meaning: 'The embedded database had no room for a transaction in time.',
    cure: 'Repeat; for more load set DATABASE_URL to a PostgreSQL server.',
  },
} as const satisfies Readonly<Record<string, ErrorHelp>>;
