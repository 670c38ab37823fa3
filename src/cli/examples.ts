/** Examples for the help of commands that say no more than these; longer help stands beside its command. */

import type { Command } from 'commander';

const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  serve: [
    'GENESYSCLOUD_REGION=mypurecloud.de GENESYSCLOUD_OAUTHCLIENT_ID=... \\',
    '    GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE=/run/secrets/genesys genesys-scim-bridge serve',
  ],
  demo: ['genesys-scim-bridge demo', 'PORT=9080 SIMULATOR_USERS=1000 genesys-scim-bridge demo'],
  simulate: ['SIMULATOR_PORT=8081 genesys-scim-bridge simulate'],
  client: ['genesys-scim-bridge client list', 'genesys-scim-bridge client show okta'],
  token: [
    'genesys-scim-bridge token create okta --scope users,groups --days 365',
    'genesys-scim-bridge token rotate 5f2c9a01b7de --overlap 7d',
    'genesys-scim-bridge token revoke okta                        # all tokens of the client',
  ],
  session: ['genesys-scim-bridge session list', 'genesys-scim-bridge session end 3f9a0c5d21be'],
  guard: ['genesys-scim-bridge guard status', 'genesys-scim-bridge guard release okta --for 2h'],
  conversations: ['genesys-scim-bridge conversations end 7098bb65-2c15-474f-8e01-eb916caa0b79'],
  audit: [
    'genesys-scim-bridge audit list --limit 20',
    'genesys-scim-bridge audit verify --head 4711:9f86d081884c7d65...',
    'genesys-scim-bridge audit export --since 2026-01-31 > audit.ndjson',
  ],
  notifications: [
    'genesys-scim-bridge notifications list --status failed',
    'genesys-scim-bridge notifications retry',
  ],
  backup: ['genesys-scim-bridge backup --to /backups/bridge-$(date +%F)'],
  migrate: ['DATABASE_URL=postgres://bridge@db/bridge genesys-scim-bridge migrate'],
  config: ['BRIDGE_CONFIG=/etc/bridge/policy.yaml genesys-scim-bridge config check'],
  explain: ['genesys-scim-bridge explain guard.held'],
};

/** Appends them to the help of the program's commands. */
export function addExamples(program: Command): void {
  for (const command of program.commands) {
    const lines = EXAMPLES[command.name()];
    if (lines === undefined) continue;
    const shown = lines.map((line) => (line.startsWith(' ') ? line : `  $ ${line}`));
    command.addHelpText('after', `\nExamples:\n${shown.join('\n')}`);
  }
}
