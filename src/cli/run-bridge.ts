/** Puts the rooms together: one bridge from one configuration. The only place that knows them all. */

import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { clientDirectory } from '../config/client-directory.ts';
import type { Configuration } from '../config/configuration.ts';
import { settingsOf } from '../config/policy-clients.ts';
import { createGenesys, type Genesys } from '../genesys/client.ts';
import { createAdminRouter } from '../http/admin/router.ts';
import { createAdminApp, createApp, logFailure } from '../http/app.ts';
import { authenticateToken } from '../http/authenticate.ts';
import { AuthenticationGate, type Refused } from '../http/authentication-gate.ts';
import { createBaseUrl, createOrigin } from '../http/base-url.ts';
import { listen } from '../http/listen.ts';
import { createTokenEndpoint } from '../http/oauth/token-endpoint.ts';
import { readRequestId } from '../http/request-id.ts';
import { Admission } from '../http/scim/admission.ts';
import { createScimRouter } from '../http/scim/router.ts';
import type { CertificateIdentity } from '../http/tls.ts';
import { Delivery } from '../notifications/delivery.ts';
import { Outbox } from '../notifications/outbox.ts';
import { notificationRetention } from '../notifications/retention.ts';
import { Chores } from '../offboarding/chores.ts';
import { Offboardings, type OffboardingsOptions } from '../offboarding/offboardings.ts';
import { SnapshotVault } from '../offboarding/snapshot-vault.ts';
import { GroupSettling } from '../provisioning/groups/group-settling.ts';
import { listHiddenAttributes } from '../provisioning/kept-attributes.ts';
import { Erasures } from '../records/erasure/erasures.ts';
import type { ScimClient } from '../scim/backend.ts';
import { answerAllNow } from '../scim/deadline.ts';
import { findAccessToken } from '../store/access-tokens.ts';
import { recordAudit } from '../store/audit.ts';
import { findCredential, findMeantClient } from '../store/credentials.ts';
import type { Store } from '../store/open.ts';
import { openQueue } from '../store/queue.ts';
import { startExport } from '../telemetry/export.ts';
import type { Logger } from '../telemetry/logger.ts';
import { Metrics } from '../telemetry/metrics.ts';
import { asCommandLine } from './as-command-line.ts';
import { auditCheck } from './audit-check.ts';
import { auditRetention } from './audit-retention.ts';
import { auditCertificate, auditStart } from './audit-start.ts';
import { createBackends } from './backends.ts';
import { readGenesysState, readStoredState } from './bridge-state.ts';
import { offboardingPolicy } from './control.ts';
import { examineRunning } from './doctor/examine.ts';
import type { OAuthClients } from './oauth-clients.ts';
import { openConsole } from './open-console.ts';
import { onHangUp } from './shutdown.ts';
import { Watching } from './watching.ts';

/** Below the 25 s within which every SCIM request is answered. */
const ANSWER_WITHIN_MS = 20_000;
const STOP_GRACE_MS = 4_000;
/** Whoever is not done by then learns of it, instead of losing the connection. */
const LAST_ANSWERS_AFTER_MS = 3_000;

export interface GenesysAccess {
  readonly gateway?: string;
  readonly region?: string;
  readonly clients: OAuthClients;
}

export interface RunningBridge {
  readonly url: string;
  /** The admin API for whoever may open the control socket: it asks for no token. */
  readonly local: RequestListener;
  close(): Promise<void>;
}

function connectGenesys(
  { clients, ...access }: GenesysAccess,
  log: Logger,
  metrics: Metrics,
  watching: Watching,
): Genesys {
  const [first, ...furtherClients] = clients;
  return createGenesys({
    ...access,
    ...first,
    furtherClients,
    onCall: (call) => {
      metrics.observeGenesysCall(call);
      watching.noteCall(call);
      log.debug('genesys call', { ...call });
    },
    onLog: ({ level, message, ...call }) => log[level](message, call),
  });
}

async function findClient(
  { clients, dryRun }: Configuration,
  store: Store,
  token: string,
): Promise<ScimClient | undefined> {
  const now = new Date();
  const client =
    (await findAccessToken(store.db, token, now)) ?? (await findCredential(store.db, token, now));
  if (client === undefined) return undefined;
  const settings = settingsOf(clients, client.name);
  return { ...client, settings: { ...settings, dryRun: dryRun || settings.dryRun } };
}

/** A client that signs its requests may have no row before its first token. */
async function identify(
  { clients }: Configuration,
  store: Store,
  refused: Refused,
): Promise<string | undefined> {
  const { name } = refused;
  if (name !== undefined && Object.hasOwn(clients, name)) return name;
  return await findMeantClient(store.db, refused);
}

export async function runBridge(
  configuration: Configuration,
  access: GenesysAccess,
  store: Store,
  log: Logger,
): Promise<RunningBridge> {
  const { provisioning, webhooks, listen: address } = configuration;
  const instance = randomUUID();
  await auditStart(configuration, store, { instance, at: new Date() });
  const policy = offboardingPolicy(configuration);
  const oauthClients = access.clients.map(({ clientId }) => clientId);
  const metrics: Metrics = new Metrics({
    stored: () => readStoredState(store, policy),
    genesys: () => readGenesysState(genesys, oauthClients),
  });
  const telemetry = await startExport(configuration.telemetry, metrics, log);
  const watching = new Watching({
    instance,
    store,
    policy,
    genesys: () => genesys,
    oauthClients,
    requests: configuration.requests,
    log,
  });
  const genesys: Genesys = connectGenesys(access, log, metrics, watching);
  const queue = await openQueue(store, log);
  const vault = new SnapshotVault(configuration.encryptionKeys);
  const offboardingOptions: OffboardingsOptions = {
    store,
    queue,
    genesys,
    log,
    policy,
    vault,
    outbox: new Outbox(webhooks),
    onStep: (step, outcome) => {
      metrics.countStep({ step, outcome });
      watching.noteStep();
    },
    onLockedOut: (durationMs) => metrics.observeLockOut(durationMs),
    onDrift: () => metrics.countDrift(),
  };
  const offboardings = new Offboardings(offboardingOptions);
  const erasures = new Erasures({ store, genesys, policy: configuration.erasure, log });
  const chores = new Chores(store, log, [
    erasures.chore(),
    ...auditRetention(store, configuration.audit.keep),
    ...auditCheck(store, log, configuration.audit.verify),
    notificationRetention(store, webhooks),
  ]);
  const delivery = new Delivery({
    store,
    webhooks,
    log,
    onAttempt: (webhook, outcome) => metrics.countNotification({ webhook, outcome }),
  });
  const groupSettling = new GroupSettling({ store, genesys, log });
  const gate = new AuthenticationGate({
    ...configuration,
    log,
    identify: (refused) => identify(configuration, store, refused),
    record: (entry) => recordAudit(store.db, entry),
  });
  const authenticate = authenticateToken((token) => findClient(configuration, store, token), gate);
  const scim = createScimRouter({
    ...createBackends(provisioning, offboardingOptions, offboardings),
    authenticate,
    admission: new Admission({ log, onRefused: (kind) => metrics.countRefused(kind) }),
    baseUrl: createBaseUrl(configuration.baseUrl),
    requestId: readRequestId,
    answerWithinMs: ANSWER_WITHIN_MS,
    hiddenAttributes: listHiddenAttributes(provisioning.keep),
    onError: (error, _request, response) => logFailure(log, error, readRequestId(response)),
  });
  const origin = createOrigin(configuration.baseUrl);
  const console = openConsole(configuration, { store, log, gate, authenticate, origin });
  const adminOptions = {
    store,
    genesys,
    policy,
    vault,
    offboardings,
    dryRun: configuration.dryRun,
    clientIds: oauthClients,
    erasures,
    clients: clientDirectory(configuration),
    overview: watching.overview,
    streams: watching.streams,
    examine: () => examineRunning(configuration, access, store, new Date()),
    origin,
    isPublic: configuration.baseUrl !== undefined,
    requests: watching.requests,
    consoleSessions: {
      limits: configuration.console.sessions,
      issuer: configuration.console.oidc?.issuer,
    },
    instance,
  };
  const app = createApp({
    scim,
    admin: createAdminRouter({ ...adminOptions, authenticate: console.authenticate }),
    console: console.router,
    oauth: createTokenEndpoint({
      store,
      clients: configuration.clients,
      gate,
      rateOf: (client) => settingsOf(configuration.clients, client).rate,
      origin,
      requestId: readRequestId,
    }),
    health: { ready: () => store.ping(), metrics: () => metrics.text() },
    log,
    metrics,
    onScimRequest: (answered) => watching.noteRequest(answered),
  });
  const onReload = (certificate: CertificateIdentity) => auditCertificate(store, log, certificate, instance);
  const tls = configuration.tls === undefined ? undefined : { files: configuration.tls, log, onReload };
  const server = await listen(app, address.host, address.port, tls);
  const stopListening = onHangUp(tls === undefined ? undefined : () => server.reloadCertificate());
  await watching.start();
  if (configuration.dryRun) log.warn('dry run: nothing is written, and no work accepted before goes on');
  else {
    await offboardings.start();
    groupSettling.start();
    chores.start();
    delivery.start();
  }
  return {
    url: server.url,
    local: createAdminApp({
      admin: createAdminRouter({ ...adminOptions, authenticate: asCommandLine }),
      log,
      metrics,
    }),
    close: async () => {
      stopListening();
      watching.endStreams();
      const lastAnswers = setTimeout(answerAllNow, LAST_ANSWERS_AFTER_MS);
      await server.close(STOP_GRACE_MS);
      clearTimeout(lastAnswers);
      await gate.close();
      await offboardings.stop();
      await delivery.stop();
      await genesys.close();
      await groupSettling.stop();
      await chores.stop();
      await watching.stop();
      await telemetry.close();
    },
  };
}
