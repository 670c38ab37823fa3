/** The border to Genesys Cloud: one client of the official SDK, one gate, one small module for each resource. */

import { EventEmitter } from 'node:events';
import platformClient, { type ApiClientClass } from 'purecloud-platform-client-v2';
import { type Agents, createAgents } from './agents.ts';
import { type Audits, createAudits } from './audits.ts';
import { Caller, type LogEntry } from './caller.ts';
import { type ConversationJobs, createConversationJobs } from './conversation-jobs.ts';
import { type Conversations, createConversations } from './conversations.ts';
import { createDivisions, type Divisions } from './divisions.ts';
import { createExternalIds, type ExternalIds } from './external-ids.ts';
import { createGdpr, type Gdpr } from './gdpr.ts';
import { type Clock, createClock } from './governor/clock.ts';
import { Gate, type GateStatus } from './governor/gate.ts';
import { createGrants, type Grants } from './grants.ts';
import { createGroups, type Groups } from './groups.ts';
import { createLanguages, type Languages } from './languages.ts';
import { createOwnAccess, type OwnAccess } from './own-access.ts';
import { createPhones, type Phones } from './phones.ts';
import { createPresences, type Presences } from './presence.ts';
import { probeGenesys } from './probe.ts';
import { createQueues, type Queues } from './queues.ts';
import { OPEN_GATE, type PlannedCall, RehearsalSender, RehearsalTransport } from './rehearsal.ts';
import { createRoles, type Roles } from './roles.ts';
import { createSdkClient } from './sdk.ts';
import { type CallInfo, Sender } from './sender.ts';
import { createSkills, type Skills } from './skills.ts';
import { createStations, type Stations } from './stations.ts';
import { createTeams, type Teams } from './teams.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { Transport } from './transport.ts';
import { createUsers, type Users } from './users.ts';
import { createUtilizations, type Utilizations } from './utilization.ts';
import { createVerifiers, type Verifiers } from './verifiers.ts';
import { createVoicemail, type Voicemail } from './voicemail.ts';
import { createWorkforce, type Workforce } from './workforce.ts';

export type { LogEntry } from './caller.ts';
export type { CallInfo } from './sender.ts';

export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface GenesysSettings {
  /** URL that replaces the region's login and API hosts; may have a path. */
  readonly gateway?: string | undefined;
  /** `mypurecloud.de` or `eu-central-1`; `mypurecloud.com` without it. */
  readonly region?: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Each brings an allowance of its own. */
  readonly furtherClients?: readonly OAuthClient[] | undefined;
  /** After each request on the wire. */
  readonly onCall?: ((info: CallInfo) => void) | undefined;
  /** When a call is repeated. */
  readonly onLog?: ((entry: LogEntry) => void) | undefined;
  /** For one request on the wire; 10,000 unless given. */
  readonly timeoutMs?: number | undefined;
  /** The machine's unless given. */
  readonly clock?: Clock | undefined;
}

export interface Genesys {
  readonly users: Users;
  readonly externalIds: ExternalIds;
  readonly tokens: Tokens;
  readonly queues: Queues;
  readonly skills: Skills;
  readonly languages: Languages;
  readonly presence: Presences;
  readonly stations: Stations;
  readonly grants: Grants;
  readonly roles: Roles;
  readonly divisions: Divisions;
  readonly groups: Groups;
  readonly agents: Agents;
  readonly conversations: Conversations;
  readonly conversationJobs: ConversationJobs;
  readonly audits: Audits;
  readonly gdpr: Gdpr;
  readonly teams: Teams;
  readonly utilization: Utilizations;
  readonly verifiers: Verifiers;
  readonly workforce: Workforce;
  readonly voicemail: Voicemail;
  readonly phones: Phones;
  readonly ownAccess: OwnAccess;
  /** Who waits at the gate, for metrics. */
  gateStatus(): GateStatus;
  /** Calls whenever Genesys, or an operation that rested, answers again; the returned function ends that. */
  onBack(listener: () => void): () => void;
  /** For one request: reads are real, writes are not. */
  rehearse(): Rehearsal;
  /** Refuses what waits, drops what is on the wire, leaves no timer and no socket behind. */
  close(): Promise<void>;
}

/** What would be written is noted in `calls` instead of sent. */
export interface Rehearsal {
  readonly genesys: Genesys;
  readonly calls: readonly PlannedCall[];
}

const TIMEOUT_MS = 10_000;

export function createGenesys(settings: GenesysSettings): Genesys {
  const { timeoutMs = TIMEOUT_MS, onCall, onLog, clock = createClock(), furtherClients = [] } = settings;
  const oauthClients = [settings, ...furtherClients];
  const transport = new Transport(oauthClients.length);
  const client = createSdkClient(settings, transport);
  const senders = oauthClients.map(({ clientId, clientSecret }) => {
    const login = createSdkClient(settings, transport);
    return new Sender({ client: login, clientId, clientSecret, timeoutMs, now: clock.now, onCall });
  });
  const probe = () => probeGenesys(new platformClient.TokensApi(client), senders[0], clock);
  const comeBack = new EventEmitter<{ back: [] }>();
  const tellBack = () => void comeBack.emit('back');
  const gate = new Gate(clock, { lanes: oauthClients.length, probe, onBack: tellBack });
  const caller = new Caller({ gate, senders, clock, onLog, onBack: tellBack });
  const gateStatus = () => gate.status();
  const onBack = (listener: () => void) => {
    comeBack.on('back', listener);
    return () => void comeBack.off('back', listener);
  };
  const rehearse = (): Rehearsal => {
    const rehearsal = new RehearsalTransport(transport);
    const rehearsed = new Caller({ gate: OPEN_GATE, senders: [new RehearsalSender(caller)], clock, onLog });
    const resources = createResources(createSdkClient(settings, rehearsal), rehearsed);
    const genesys: Genesys = { ...resources, gateStatus, onBack, rehearse, close: async () => undefined };
    return { genesys, calls: rehearsal.calls };
  };
  return {
    ...createResources(client, caller),
    gateStatus,
    onBack,
    rehearse,
    async close() {
      gate.close();
      transport.close();
    },
  };
}

function createResources(
  client: ApiClientClass,
  caller: Caller,
): Omit<Genesys, 'gateStatus' | 'onBack' | 'rehearse' | 'close'> {
  const usersApi = new platformClient.UsersApi(client);
  const routingApi = new platformClient.RoutingApi(client);
  const analyticsApi = new platformClient.AnalyticsApi(client);
  const authorizationApi = new platformClient.AuthorizationApi(client);
  const tokensApi = new platformClient.TokensApi(client);
  return {
    users: createUsers(usersApi, caller),
    externalIds: createExternalIds(usersApi, caller),
    tokens: createTokens(tokensApi, caller),
    queues: createQueues(routingApi, caller),
    skills: createSkills(routingApi, caller),
    languages: createLanguages(routingApi, caller),
    presence: createPresences(new platformClient.PresenceApi(client), caller),
    stations: createStations(usersApi, caller),
    grants: createGrants(authorizationApi, caller),
    roles: createRoles(authorizationApi, caller),
    divisions: createDivisions(authorizationApi, caller),
    groups: createGroups(new platformClient.GroupsApi(client), caller),
    agents: createAgents(analyticsApi, caller),
    conversations: createConversations(new platformClient.ConversationsApi(client), caller),
    conversationJobs: createConversationJobs(analyticsApi, caller),
    audits: createAudits(new platformClient.AuditApi(client), caller),
    gdpr: createGdpr(new platformClient.GeneralDataProtectionRegulationApi(client), caller),
    teams: createTeams(new platformClient.TeamsApi(client), caller),
    utilization: createUtilizations(routingApi, caller),
    verifiers: createVerifiers(usersApi, caller),
    workforce: createWorkforce(new platformClient.WorkforceManagementApi(client), caller),
    voicemail: createVoicemail(new platformClient.VoicemailApi(client), caller),
    phones: createPhones(new platformClient.TelephonyProvidersEdgeApi(client), caller),
    ownAccess: createOwnAccess(tokensApi, authorizationApi, caller),
  };
}
