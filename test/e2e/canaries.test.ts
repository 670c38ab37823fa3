/**
 * Secrets are sent through every way in, with the real executable, and looked for in all that it writes: logs, data
 * folder or tables, audit trail, answers, metrics, commands, diagnostic reports and the last words of a crash.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, exportPKCS8, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Canaries, readFiles, readTables } from './harness/canaries.ts';
import { createDatabase, ENGINES } from './harness/databases.ts';
import {
  answers,
  eventually,
  launch,
  makeFolder,
  type Running,
  removeFolder,
  runCommand,
} from './harness/processes.ts';
import { PATCH_OP, USER } from './harness/scim-api.ts';
import { World } from './harness/world.ts';

/** Ends the process by an error that carries what errors of HTTP clients carry, on SIGHUP. */
const CRASH = `process.on('SIGHUP', () => {
  const secret = process.env.SECRET_ON_AN_ERROR;
  const carried = { config: { headers: { authorization: secret }, auth: { password: secret } }, secret };
  Promise.reject(Object.assign(new Error(\`failed with Bearer \${secret} and "client_secret":"\${secret}"\`), carried));
});`;

/** On every answer, whatever it is. */
const HEADERS = [
  'Cache-Control',
  'Content-Security-Policy',
  'Referrer-Policy',
  'X-Content-Type-Options',
  'X-Request-ID',
];

/** Not a secret: shows that what is written is found. */
const MARK = 'marked-person';

describe.each(ENGINES)('secrets that pass through the bridge on %s', (engine) => {
  const canaries = new Canaries();
  const seen: string[] = [];
  const bare: string[] = [];
  const statuses = new Set<number>();
  let world: World;
  let bridge: Running;
  let reports: string;
  let removeDatabase: () => Promise<void>;
  let databaseUrl: string | undefined;

  async function send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`http://127.0.0.1:${world.port}${path}`, { method, ...init });
    const text = await response.clone().text();
    const missing = HEADERS.filter((name) => !response.headers.has(name));
    if (missing.length > 0) bare.push(`${method} ${path} ${response.status} lacks ${missing.join(', ')}`);
    statuses.add(response.status);
    seen.push(`${method} ${response.status} ${JSON.stringify([...response.headers])} ${text}`);
    return response;
  }

  beforeAll(async () => {
    const database = await createDatabase(engine);
    removeDatabase = database.remove;
    if (database.env.DATABASE_URL !== undefined) {
      const url = new URL(database.env.DATABASE_URL);
      url.password = canaries.plant('password of the database');
      databaseUrl = url.href;
    }
    const settings = await makeFolder();
    reports = join(settings, 'reports');
    mkdirSync(reports);
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    canaries.watch('private key', (await exportPKCS8(privateKey)).split('\n')[1] ?? '');
    writeFileSync(
      join(settings, 'jwks.json'),
      JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)) }] }),
    );
    writeFileSync(
      join(settings, 'policy.yaml'),
      `clients: { robot: { oauth: { jwksFile: '${settings}/jwks.json', scopes: [users] } }, trial: { dryRun: true } }
notifications: { webhooks: { siem: { url: 'http://127.0.0.1:9/${canaries.plant('path of a webhook')}' } } }`,
    );
    writeFileSync(join(settings, 'crash.mjs'), CRASH);
    const key = Buffer.from(canaries.plant('encryption key')).subarray(0, 30);
    const encryptionKey = Buffer.concat([key, Buffer.from('##')]).toString('base64');
    const report = `--report-on-signal --report-signal=SIGUSR2 --report-directory=${reports}`;
    world = await World.start({
      env: {
        ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
        BRIDGE_CONFIG: join(settings, 'policy.yaml'),
        BRIDGE_ENCRYPTION_KEY: `2026:${encryptionKey}`,
        GENESYSCLOUD_OAUTHCLIENT_SECRET: canaries.plant("Genesys client's secret"),
        BRIDGE_WEBHOOK_SECRETS: `siem:whsec_${Buffer.from(canaries.plant("webhook's secret")).toString('base64')}`,
        BRIDGE_ADMIN_TOKEN: canaries.plant("administrator's token in the environment"),
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${canaries.plant("collector's token")}`,
        LOG_LEVEL: 'debug',
        NODE_OPTIONS: `${report} --import=${settings}/crash.mjs`,
        SECRET_ON_AN_ERROR: canaries.plant('secret on an error'),
      },
    });
    const okta = canaries.watch("SCIM client's token", await world.createToken('okta', 'users,groups'));
    const ops = canaries.watch("administrator's token", await world.createToken('ops', 'admin'));
    const trial = canaries.watch("trial client's token", await world.createToken('trial', 'users'));
    canaries.watch('token without its prefix', okta.slice(4));
    bridge = await world.startBridge();

    await sendPasswords(okta);
    await sendPasswords(trial);
    await sendTokensEverywhere(okta, ops);
    await askForTokens(okta, privateKey);
    await leave(okta);
    const admin = { headers: { Authorization: `Bearer ${ops}` } };
    for (const path of [
      '/audit?limit=500',
      '/audit/export',
      '/audit/verification',
      '/guard',
      '/offboardings',
    ]) {
      await send('GET', `/admin/v1${path}`, admin);
    }
    for (const path of [
      '/metrics',
      '/healthz',
      '/readyz',
      '/nowhere',
      '/scim/v2/Schemas',
      '/admin/v1/users/x',
    ]) {
      await send('GET', path, path.startsWith('/admin') ? admin : {});
    }
    await send('DELETE', '/scim/v2/Users', { headers: { Authorization: `Bearer ${okta}` } });
    await send('GET', '/.well-known/oauth-authorization-server');
    bridge.process.kill('SIGUSR2');
    await eventually(async () => readFiles(reports).length > 0 || undefined, 'a diagnostic report');
    for (const command of [
      ['config', 'check'],
      ['doctor'],
      ['token', 'list', '--json'],
      ['token', 'revoke', 'okta'],
      ['audit', 'export'],
    ]) {
      const { stdout, stderr } = await runCommand(command, world.environment);
      seen.push(`${command.join(' ')}: ${stdout} ${stderr}`);
    }
  }, 240_000);

  afterAll(async () => {
    await world.end();
    await removeDatabase();
    await removeFolder(join(reports, '..'));
  });

  /** In every shape of body, well-formed or not, and with Genesys repeating what it was sent. */
  async function sendPasswords(token: string): Promise<void> {
    const json = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' };
    const post = (path: string, body: unknown, method = 'POST') =>
      send(method, `/scim/v2${path}`, {
        headers: json,
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
    const person = (userName: string, more: object) => ({ schemas: [USER], userName, ...more });
    const created = await post(
      '/Users',
      person(`${token.slice(-6)}@example.com`, {
        nickName: MARK,
        password: canaries.plant('first password'),
      }),
    );
    expect(created.status).toBe(201);
    const { id } = Object(await created.json());
    const patch = (operation: object) =>
      post(`/Users/${id}`, { schemas: [PATCH_OP], Operations: [operation] }, 'PATCH');
    await patch({ op: 'replace', path: 'password', value: canaries.plant('patched password') });
    await patch({ op: 'replace', value: { password: canaries.plant('password in a value') } });
    await patch({ op: 'add', path: 'password', value: [canaries.plant('password in a list')] });
    await patch({ op: 'remove', path: `password[value eq "${canaries.plant('password in a path')}"]` });
    await post(
      `/Users/${id}`,
      person('x@example.com', { nickName: MARK, password: canaries.plant('replaced password') }),
      'PUT',
    );
    for (const shape of ['object', 'list', 'number'] as const) {
      const secret = canaries.plant(`password as ${shape}`);
      const password = { object: { value: secret }, list: [secret], number: `${secret}1`.length }[shape];
      await post('/Users', person(`${shape}@example.com`, { password }));
    }
    await post('/Users', person('y@example.com', { active: canaries.plant('secret of a wrong type') }));
    await post('/Users', person('z@example.com', { passwort: canaries.plant('secret of a wrong name') }));
    await post(
      '/Users',
      `{"userName":"a@example.com","password":"${canaries.plant('password in broken JSON')}`,
    );
    await post('/Users', `{"password":"${canaries.plant('password before a slip')}",}`);
    await post(
      '/Users',
      `{"a":"${canaries.plant('password in a long body')}","b":"${'x'.repeat(1_100_000)}"}`,
    );
    await post('/Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        {
          method: 'POST',
          path: '/Users',
          bulkId: 'one',
          data: person('bulk@example.com', { password: canaries.plant('password in bulk') }),
        },
      ],
    });
    const filter = encodeURIComponent(`password eq "${canaries.plant('password in a filter')}"`);
    await send('GET', `/scim/v2/Users?filter=${filter}`, { headers: json });
    await post('/Users/.search', { filter: `password eq "${canaries.plant('password in a search')}"` });
    const repeated = canaries.plant('password that Genesys repeats');
    const message = `the password '${repeated}' is in a list of known ones`;
    await world.genesys.fault({
      path: '/api/v2/users/*/password',
      status: 400,
      code: 'bad.request',
      body: { message },
    });
    await patch({ op: 'replace', path: 'password', value: repeated });
    await post('/Users', person('repeated@example.com', { password: repeated }));
    await world.genesys.clearFaults();
  }

  /** Where they belong, and where they do not. */
  async function sendTokensEverywhere(okta: string, ops: string): Promise<void> {
    const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;
    for (const Authorization of [
      `Bearer ${canaries.plant('unknown bearer token')}`,
      canaries.plant('unknown bare token'),
      okta,
      basic(`okta:${okta}`),
      basic(`okta:${canaries.plant('wrong password of Basic')}`),
      basic(`${canaries.plant('token as the name of Basic')}:x`),
      `Digest response="${canaries.plant('token in a wrong scheme')}"`,
      `Bearer ${canaries.plant('first of two tokens')} ${canaries.plant('second of two tokens')}`,
      `Bearer ${ops}`,
    ]) {
      await send('GET', '/scim/v2/Users?count=1', { headers: { Authorization } });
      await send('GET', '/admin/v1/offboardings', { headers: { Authorization } });
    }
    await send('GET', `/scim/v2/Users?access_token=${okta}`);
    await send('GET', `/admin/v1/audit?access_token=${ops}`);
    await send('GET', `/scim/v2/Users/${okta}`);
    await send('GET', `/${okta}`);
    await send('POST', '/scim/v2/Users', {
      headers: { Authorization: `Bearer ${okta}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ schemas: [USER], userName: 'b@example.com', access_token: okta }),
    });
    await send('GET', '/scim/v2/Users?count=1', {
      headers: { Authorization: `Bearer ${okta}`, Cookie: `session=${canaries.plant('cookie')}` },
    });
    // Genesys repeats its own credentials.
    const secret = world.environment.GENESYSCLOUD_OAUTHCLIENT_SECRET;
    const body = { message: `Authorization: ${basic(`bridge:${secret}`)} ${secret}` };
    await world.genesys.fault({ method: 'GET', path: '/api/v2/users*/**', status: 500, body });
    await world.genesys.fault({ method: 'GET', path: '/api/v2/users', status: 400, body });
    await send('GET', '/scim/v2/Users?count=2&startIndex=3', {
      headers: { Authorization: `Bearer ${okta}` },
    });
    await world.genesys.clearFaults();
  }

  async function askForTokens(okta: string, key: Parameters<SignJWT['sign']>[0]): Promise<void> {
    const ask = (form: Record<string, string>, headers: Record<string, string> = {}, query = '') =>
      send('POST', `/oauth2/token${query}`, {
        headers,
        body: new URLSearchParams({ grant_type: 'client_credentials', ...form }),
      });
    const issued = await (await ask({ client_id: 'okta', client_secret: okta })).json();
    // Its own answer is the one place for it.
    seen.pop();
    const access = canaries.watch('access token', String(Object(issued).access_token));
    const Authorization = `Bearer ${access}`;
    await send('GET', '/scim/v2/Users?count=1', { headers: { Authorization } });
    await send('GET', `/scim/v2/Groups/${access}`, { headers: { Authorization } });
    await ask({ client_id: 'okta', client_secret: canaries.plant('wrong client secret') });
    await ask({}, {}, `?client_id=okta&client_secret=${canaries.plant('client secret in the URL')}`);
    await ask({ scope: canaries.plant('secret as a scope') });
    await ask({}, { Authorization: `Basic ${canaries.plant('client secret that is no Basic')}` });
    const assertionWith = async (claims: Record<string, unknown>) =>
      await new SignJWT({ jti: canaries.plant('jti'), ...claims })
        .setProtectedHeader({ alg: 'ES256' })
        .setIssuedAt()
        .setExpirationTime('1m')
        .sign(key);
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    const robot = { iss: 'robot', sub: 'robot', aud: `http://127.0.0.1:${world.port}` };
    for (const claims of [
      robot,
      { ...robot, aud: 'elsewhere' },
      { ...robot, sub: canaries.plant('subject') },
    ]) {
      const assertion = canaries.watch(`assertion for ${claims.aud}`, await assertionWith(claims));
      for (const _again of [1, 2]) await ask({ client_assertion: assertion, client_assertion_type: type });
    }
    const issuedToRobot = seen.findIndex((text) => text.includes('gsa_'));
    if (issuedToRobot >= 0) seen.splice(issuedToRobot, 1);
    await ask({ client_assertion: canaries.plant('no assertion'), client_assertion_type: type });
  }

  /** A journey with a snapshot, whose data is encrypted with the key. */
  async function leave(token: string): Promise<void> {
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' };
    const [person] = await world.genesys.users('active', 1);
    const body = JSON.stringify({
      schemas: [PATCH_OP],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    });
    await send('PATCH', `/scim/v2/Users/${person.id}`, { headers, body });
  }

  it('are many', () => expect(canaries.names.length).toBeGreaterThan(40));

  it('are in no log line', () => {
    expect(bridge.output()).toContain('genesys call');
    expect(bridge.output()).toContain('"level":"debug"');
    expect(canaries.findIn(bridge.output())).toEqual([]);
  });

  it('are in no answer, no metric, no audit trail and no output of a command', () => {
    expect(seen.join('\n')).toContain('bridge_http_request_seconds');
    expect(seen.join('\n')).toContain('authentication.failed');
    expect(seen.flatMap((text) => canaries.findIn(text))).toEqual([]);
  });

  it('are in answers that carry the security headers, whatever they are', () => {
    expect(bare).toEqual([]);
    expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 400, 401, 403, 404, 405, 413]));
  });

  it('are in no table, or file of the database', async () => {
    const contents =
      databaseUrl === undefined
        ? readFiles(`${world.folder}/data`)
        : [{ name: 'tables', content: Buffer.from(await readTables(databaseUrl)) }];
    expect(contents.some(({ content }) => content.includes(MARK))).toBe(true);
    const found = contents.flatMap(({ name, content }) =>
      canaries.findIn(content).map((what) => `${name}: ${what}`),
    );
    expect(found).toEqual([]);
  });

  it('are in no diagnostic report', () => {
    const found = readFiles(reports);
    expect(found.map(({ content }) => content.toString()).join('')).toContain('"javascriptHeap"');
    expect(found.flatMap(({ content }) => canaries.findIn(content))).toEqual([]);
  });

  it('are not among the last words of a crash', async () => {
    const status = await world.endBridge('SIGHUP');
    expect(status).toBe(1);
    expect(bridge.output()).toContain('"message":"crashed"');
    expect(canaries.findIn(bridge.output())).toEqual([]);
    expect(await answers(`http://127.0.0.1:${world.port}/healthz`)).toBeUndefined();
  });
});

it('say nothing of the password of a database that does not answer', async () => {
  const canaries = new Canaries();
  const secret = canaries.plant('password of the database');
  const waiting = launch(['serve'], {
    GENESYSCLOUD_REGION: 'mypurecloud.de',
    GENESYSCLOUD_OAUTHCLIENT_ID: 'bridge',
    GENESYSCLOUD_OAUTHCLIENT_SECRET: secret,
    DATABASE_URL: `postgres://bridge:${secret}@127.0.0.1:1/bridge`,
    PORT: '0',
  });
  await eventually(async () => waiting.output().includes('127.0.0.1:1') || undefined, 'a word about it');
  await waiting.end('SIGKILL');
  expect(canaries.findIn(waiting.output())).toEqual([]);
});
