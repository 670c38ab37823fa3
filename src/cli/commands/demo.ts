/** `demo`: embedded database, simulator and bridge in one process, with commands to try. */

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import { checkPort } from '../../http/listen.ts';
import { ensureDemoCredential } from '../../store/credentials.ts';
import type { Store } from '../../store/open.ts';
import { createLogger } from '../../telemetry/logger.ts';
import { openSocketOfOwner } from '../control-socket.ts';
import { awaitData } from '../open-data.ts';
import { type GenesysAccess, runBridge } from '../run-bridge.ts';
import { closeOnSignal } from '../shutdown.ts';
import { launchSimulator } from './simulate.ts';

const listSchema = z.object({
  Resources: z.array(z.object({ id: z.string(), userName: z.string() })).min(1),
});

interface DemoTokens {
  readonly scim: string;
  readonly admin: string;
}

function randomToken(): string {
  return `gsb_demo_${randomBytes(18).toString('base64url')}`;
}

async function prepareTokens({ demo }: Configuration, store: Store): Promise<DemoTokens> {
  const tokens = { scim: demo.token ?? randomToken(), admin: demo.adminToken ?? randomToken() };
  const now = new Date();
  await ensureDemoCredential(store.db, {
    client: 'demo',
    token: tokens.scim,
    scopes: ['users', 'groups'],
    now,
  });
  await ensureDemoCredential(store.db, { client: 'demo-admin', token: tokens.admin, scopes: ['admin'], now });
  return tokens;
}

/** So that a userName that is no e-mail address works, and that curl does not ask for a certificate's authority. */
function adjustToDemo(configuration: Configuration): Configuration {
  const { provisioning } = configuration;
  const emailDomain = provisioning.emailDomain ?? 'example.com';
  return { ...configuration, provisioning: { ...provisioning, emailDomain }, tls: undefined };
}

/** Somebody to try it on: the first person that the bridge lists. */
async function pickPerson(
  scimUrl: string,
  token: string,
): Promise<{ id: string; userName: string } | undefined> {
  const response = await fetch(`${scimUrl}/Users?startIndex=1&count=1`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  const list = listSchema.safeParse(await response.json());
  return list.success ? list.data.Resources[0] : undefined;
}

async function describeTrial(scimUrl: string, simulatorUrl: string, tokens: DemoTokens): Promise<string> {
  const person = await pickPerson(scimUrl, tokens.scim);
  const head = [
    '',
    `SCIM base URL   ${scimUrl}`,
    `Bearer token    ${tokens.scim}`,
    `Simulator       ${simulatorUrl}`,
    `Admin API       ${scimUrl.replace('/scim/v2', '/admin/v1')}   token ${tokens.admin}`,
    '',
  ];
  if (person === undefined) return head.join('\n');
  const auth = `-H 'Authorization: Bearer ${tokens.scim}'`;
  const patch = JSON.stringify({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'active', value: false }],
  });
  const filter = `filter=userName eq "${person.userName}"`;
  const progress = 'urn:ietf:params:scim:schemas:extension:genesys:offboarding:2.0:User';
  return [
    ...head,
    '1. Find a user:',
    `curl -sG ${scimUrl}/Users ${auth} --data-urlencode '${filter}'`,
    '',
    '2. Deactivate:',
    `curl -s -X PATCH ${scimUrl}/Users/${person.id} ${auth} -H 'Content-Type: application/scim+json' -d '${patch}'`,
    '',
    '3. Look again, in SCIM and in the simulated Genesys Cloud:',
    `curl -s '${scimUrl}/Users/${person.id}?attributes=userName,active,${progress}' ${auth}; echo; curl -s ${simulatorUrl}/simulator/users/${person.id}`,
    '',
  ].join('\n');
}

function describeConsole({ console }: Configuration, bridgeUrl: string, { admin }: DemoTokens): string {
  if (!console.enabled) return '';
  return `Console         ${bridgeUrl}/console/   sign in with the token ${admin}\n\n`;
}

export async function demo(configuration: Configuration): Promise<void> {
  const log = createLogger({ ...configuration.log, destination: process.stderr });
  const opened = closeOnSignal(log);
  await checkPort(configuration.listen.host, configuration.listen.port);
  const simulator = await launchSimulator(configuration);
  opened.push(simulator);
  const store = await awaitData(configuration, log);
  opened.push(store);
  const tokens = await prepareTokens(configuration, store);
  const socket = await openSocketOfOwner(store, configuration);
  if (socket !== undefined) opened.push(socket);
  const access: GenesysAccess = {
    gateway: simulator.url,
    clients: [{ clientId: 'demo', clientSecret: 'demo' }],
  };
  const bridge = await runBridge(adjustToDemo(configuration), access, store, log);
  opened.push(bridge);
  socket?.serveAdmin(bridge.local);
  const trial = await describeTrial(`${bridge.url}/scim/v2`, simulator.url, tokens);
  process.stdout.write(`${trial}\n${describeConsole(configuration, bridge.url, tokens)}`);
}
