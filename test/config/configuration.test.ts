import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/config/configuration.ts';
import { describeConfiguration } from '../../src/config/describe.ts';
import { REGION_HOSTS } from '../../src/config/regions.ts';
import { BridgeError } from '../../src/errors.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-config-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function failure(env: Record<string, string>): string {
  try {
    readConfiguration({ env });
  } catch (error) {
    if (error instanceof BridgeError && error.code === 'config.invalid') return error.message;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('readConfiguration', () => {
  it('has a default for everything but connections and secrets', () => {
    const leaving = {
      conversations: 'wait',
      maxWait: 4 * 3_600_000,
      groups: 'unmanaged',
      reason: 'Unknown',
      lockOut: 'first',
    };
    expect(readConfiguration({ env: {} })).toEqual({
      listen: { host: '127.0.0.1', port: 8080 },
      store: { dataFolder: '.data', waitMs: 60_000 },
      admin: {},
      genesys: {},
      simulator: { port: 8081, users: 60, queues: 20, latencyMs: 0, rateLimit: 300 },
      demo: {},
      log: { level: 'info' },
      telemetry: { traces: false, metrics: false, metricsEveryMs: 60_000 },
      provisioning: {
        division: 'Home',
        roleDivision: 'Home',
        defaultRoles: ['employee'],
        groups: { type: 'official', visibility: 'public', ownerIds: [], rolesEnabled: false },
        keep: expect.arrayContaining(['name', 'nickName', 'addresses', 'costCenter', 'organization']),
      },
      offboarding: {
        deactivate: { ...leaving, release: ['presence', 'station', 'queues'] },
        delete: { ...leaving, release: 'all' },
        restore: { reactivate: 'all', revive: 'none', within: 90 * 86_400_000 },
        snapshots: { keep: 90 * 86_400_000 },
        drift: { every: 86_400_000, action: 'report' },
      },
      clients: {},
      audit: { verify: 86_400_000 },
      console: { enabled: true, sessions: { idle: 1_800_000, longest: 43_200_000 } },
      requests: { keep: 500, bodyBytes: 16_384 },
      erasure: { legalHold: [] },
      webhooks: [],
      trustedProxies: [],
      dryRun: false,
      guard: { deactivations: 50, within: 3_600_000 },
    });
  });

  it('reads every variable', () => {
    const read = readConfiguration({
      env: {
        HOST: '0.0.0.0',
        PORT: '9000',
        BRIDGE_BASE_URL: 'https://scim.example.com/bridge/',
        BRIDGE_DATA: '/var/lib/bridge',
        BRIDGE_DEMO_TOKEN: 'demo',
        BRIDGE_DEMO_ADMIN_TOKEN: 'admin',
        DATABASE_URL: 'postgres://u:p@db/bridge',
        GENESYSCLOUD_REGION: 'eu-central-1',
        GENESYSCLOUD_OAUTHCLIENT_ID: 'id',
        GENESYSCLOUD_OAUTHCLIENT_SECRET: 'secret',
        GENESYSCLOUD_GATEWAY: 'http://127.0.0.1:8081',
        LOG_LEVEL: 'debug',
        LOG_FORMAT: 'json',
        SIMULATOR_PORT: '0',
        SIMULATOR_USERS: '100000',
        SIMULATOR_QUEUES: '2000',
        SIMULATOR_SKILLS: '20',
        SIMULATOR_RECORD: '/tmp/recording',
        SIMULATOR_LATENCY_MS: '25',
        SIMULATOR_RATE_LIMIT: '0',
        SIMULATOR_CLIENTS: '[{"id":"a","secret":"b","permissions":["directory:user:view"]}]',
        PATH: '/usr/bin',
      },
    });
    expect(read).toMatchObject({
      listen: { host: '0.0.0.0', port: 9000 },
      baseUrl: 'https://scim.example.com/bridge',
      store: { databaseUrl: 'postgres://u:p@db/bridge', dataFolder: '/var/lib/bridge', waitMs: 60_000 },
      genesys: {
        region: 'mypurecloud.de',
        clientId: 'id',
        clientSecret: 'secret',
        gateway: 'http://127.0.0.1:8081',
      },
      simulator: {
        port: 0,
        users: 100_000,
        queues: 2000,
        skills: 20,
        recordTo: '/tmp/recording',
        latencyMs: 25,
        rateLimit: 0,
        clients: [{ id: 'a', secret: 'b', permissions: ['directory:user:view'] }],
      },
      demo: { token: 'demo', adminToken: 'admin' },
      log: { level: 'debug', format: 'json' },
    });
  });

  it('takes an empty variable for an unset one, also an unknown one', () => {
    expect(readConfiguration({ env: { PORT: '', DATABASE_URL: '', BRIDGE_NEW: '' } })).toEqual(
      readConfiguration({ env: {} }),
    );
  });

  it('knows a region by name in either spelling and by domain', () => {
    for (const [name, host] of Object.entries(REGION_HOSTS)) {
      for (const text of [name, name.replaceAll('_', '-').toUpperCase(), host, ` ${host} `]) {
        expect(readConfiguration({ env: { GENESYSCLOUD_REGION: text } }).genesys.region).toBe(host);
      }
    }
  });

  it('leaves the variables of other tools alone', () => {
    const env = {
      GENESYSCLOUD_ACCESS_TOKEN: 'x',
      GENESYSCLOUD_SDK_DEBUG: 'true',
      BRIDGES: '3',
      PGHOST: 'db',
    };
    expect(readConfiguration({ env })).toEqual(readConfiguration({ env: {} }));
  });

  it.each([
    [{ BRIDGE_DATE: 'x' }, /BRIDGE_DATE is not a variable.*did you mean BRIDGE_DATA\?/],
    [{ SIMULATOR_USER: '5' }, /SIMULATOR_USER is not.*SIMULATOR_USERS\?/],
    [{ BRIDGE_QWERTZUIOP_ASDF: 'x' }, /BRIDGE_QWERTZUIOP_ASDF is not a variable of the bridge$/],
    [{ GENESYSCLOUD_OAUTHCLIENTID: 'x' }, /GENESYSCLOUD_OAUTHCLIENTID is not.*GENESYSCLOUD_OAUTHCLIENT_ID\?/],
    [{ PORT: '80a' }, /PORT is '80a' but must be a whole number from 0 to 65535/],
    [{ PORT: '65536' }, /PORT is '65536'/],
    [{ PORT: '-1' }, /PORT/],
    [{ PORT: '1e3' }, /PORT/],
    [{ SIMULATOR_USERS: '0' }, /SIMULATOR_USERS.*from 1/],
    [
      { LOG_LEVEL: 'inf' },
      /LOG_LEVEL is 'inf' but must be one of error, warn, info, debug; did you mean info\?/,
    ],
    [
      { GENESYSCLOUD_REGION: 'eu_centrl_1' },
      /GENESYSCLOUD_REGION is 'eu_centrl_1'.*did you mean eu_central_1\?/,
    ],
    [{ GENESYSCLOUD_REGION: 'constructor' }, /GENESYSCLOUD_REGION/],
    [{ GENESYSCLOUD_GATEWAY: 'localhost:8081' }, /GENESYSCLOUD_GATEWAY.*absolute http or https URL/],
    [{ BRIDGE_BASE_URL: 'https://h/?a=b' }, /BRIDGE_BASE_URL.*without user, query/],
    [{ BRIDGE_DEMO_TOKEN_FILE: '/nowhere/token' }, /BRIDGE_DEMO_TOKEN_FILE.*\/nowhere\/token.*ENOENT/],
    [{ BRIDGE_CONFIG: '/nowhere/policy.yaml' }, /BRIDGE_CONFIG.*\/nowhere\/policy.yaml.*ENOENT/],
  ])('refuses %j with one line that names the key', (env, message) => {
    expect(failure(env)).toMatch(message);
    expect(failure(env)).not.toContain('\n');
  });

  it.each([
    { DATABASE_URL: 'mysql://user:hunter2@db/x' },
    { SIMULATOR_CLIENTS: '[{"id":"a","secrt":"hunter2"}]' },
    { BRIDGE_DEMO_TOKEN: 'hunter2 with blanks' },
  ])('keeps the secret out of the message for %j', (env) => {
    expect(failure(env)).not.toContain('hunter2');
  });

  it('says one line whatever the values are', () => {
    const name = fc.constantFrom(
      'PORT',
      'LOG_LEVEL',
      'GENESYSCLOUD_REGION',
      'SIMULATOR_CLIENTS',
      'BRIDGE_BASE_URL',
    );
    fc.assert(
      fc.property(name, fc.string({ minLength: 1, unit: 'binary' }), (key, value) => {
        let message = '';
        try {
          readConfiguration({ env: { [key]: value } });
        } catch (error) {
          message = error instanceof BridgeError ? error.message : `unexpected: ${error}`;
        }
        expect(message).toMatch(/^(Configuration: [^\r\n]*)?$/);
      }),
    );
  });
});

describe('secrets in files', () => {
  it('are read without the line break at the end', () => {
    const env = {
      DATABASE_URL_FILE: write('url', 'postgres://u:p@db/bridge\n'),
      GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE: write('secret', 'from a file\r\n'),
    };
    const { store, genesys } = readConfiguration({ env });
    expect([store.databaseUrl, genesys.clientSecret]).toEqual(['postgres://u:p@db/bridge', 'from a file']);
  });

  it('must not be given twice or be empty', () => {
    const path = write('token', 'abc');
    expect(failure({ BRIDGE_DEMO_TOKEN: 'x', BRIDGE_DEMO_TOKEN_FILE: path })).toMatch(/unset one/);
    expect(failure({ BRIDGE_DEMO_TOKEN_FILE: write('empty', '\n') })).toMatch(/empty/);
  });
});

describe('describeConfiguration', () => {
  it('shows everything but secrets', () => {
    const env = {
      DATABASE_URL: 'postgres://user:hunter2@db:5433/bridge?password=hunter2',
      GENESYSCLOUD_OAUTHCLIENT_ID: 'visible-id',
      GENESYSCLOUD_OAUTHCLIENT_SECRET: 'hunter2',
      BRIDGE_DEMO_TOKEN: 'hunter2',
      BRIDGE_DEMO_ADMIN_TOKEN: 'hunter2',
      SIMULATOR_CLIENTS: '[{"id":"sim-id","secret":"hunter2"}]',
    };
    const text = JSON.stringify(describeConfiguration(readConfiguration({ env })));
    expect(text).not.toContain('hunter2');
    for (const shown of ['db:5433/bridge', 'visible-id', 'sim-id', '"division":"Home"'])
      expect(text).toContain(shown);
  });

  it('tells a secret that is set from one that is not', () => {
    const described = describeConfiguration(readConfiguration({ env: { BRIDGE_DEMO_TOKEN: 'x' } }));
    expect(described.demo.token).toBeDefined();
    expect(described.demo.adminToken).toBeUndefined();
  });
});
