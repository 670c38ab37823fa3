import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/config/configuration.ts';
import { resolveConsole } from '../../src/config/console-settings.ts';
import { describeConfiguration } from '../../src/config/describe.ts';
import { explainConsole } from '../../src/config/explain-console.ts';
import { parsePolicy } from '../../src/config/policy.ts';
import { listSecrets } from '../../src/config/settings.ts';

const BASE_URL = 'https://bridge.example.com';
const OIDC = {
  issuer: 'https://id.example.com',
  clientId: 'console',
  roles: { administrator: ['it-admins'] },
};

function resolve(
  oidc?: object,
  secret: string | undefined = 's3cret',
  baseUrl: string | undefined = BASE_URL,
) {
  return resolveConsole(
    parsePolicy(JSON.stringify({ console: { oidc } }), 'policy').console,
    secret,
    baseUrl,
  );
}

describe('resolveConsole', () => {
  it('has defaults for all but issuer, client and roles', () => {
    expect(resolve(OIDC)).toEqual({
      enabled: true,
      sessions: { idle: 1_800_000, longest: 43_200_000 },
      oidc: {
        name: 'Single sign-on',
        issuer: 'https://id.example.com',
        clientId: 'console',
        clientSecret: 's3cret',
        scopes: ['openid', 'profile', 'email'],
        rolesClaim: 'groups',
        require: {},
        roles: { viewer: [], operator: [], administrator: ['it-admins'] },
      },
    });
    expect(resolve({ ...OIDC, issuer: 'http://127.0.0.1:9' }, 's', 'http://localhost:8080')).toBeDefined();
  });

  it.each([
    [
      'an issuer without TLS',
      { ...OIDC, issuer: 'http://id.example.com' },
      'console.oidc.issuer must be an https',
    ],
    [
      'an issuer with a query',
      { ...OIDC, issuer: 'https://id.example.com?x=1' },
      'console.oidc.issuer must be',
    ],
    ['no role for anybody', { ...OIDC, roles: {} }, 'must give somebody a role'],
    [
      'a role that there is not',
      { ...OIDC, roles: { admin: ['x'] } },
      'console.oidc.roles.admin is not a known key',
    ],
    ['scopes without openid', { ...OIDC, scopes: ['email'] }, "must include 'openid'"],
  ])('refuses %s', (_title, oidc, message) => {
    expect(() => resolve(oidc)).toThrow(message);
  });

  it('refuses what is missing around it', () => {
    const { console } = parsePolicy(JSON.stringify({ console: { oidc: OIDC } }), 'policy');
    expect(() => resolveConsole(console, undefined, BASE_URL)).toThrow('BRIDGE_OIDC_CLIENT_SECRET');
    expect(() => resolveConsole(console, 's', undefined)).toThrow('needs BRIDGE_BASE_URL');
    expect(() => resolveConsole(console, 's', 'http://bridge.example.com')).toThrow('must be an https URL');
  });

  it('refuses a secret that nothing uses', () => {
    expect(() => readConfiguration({ env: { BRIDGE_OIDC_CLIENT_SECRET: 's' } })).toThrow(
      'has no console.oidc',
    );
  });

  it.each([
    ['an idle time above the longest', { idle: '2d' }],
    ['an idle time of seconds', { idle: '30s' }],
  ])('refuses %s', (_title, sessions) => {
    expect(() => parsePolicy(JSON.stringify({ console: { sessions } }), 'policy')).toThrow('idle time');
  });
});

it('never shows the secret', () => {
  const configuration = { ...readConfiguration({ env: {} }), console: resolve(OIDC) };
  expect(JSON.stringify(describeConfiguration(configuration))).not.toContain('s3cret');
  expect(listSecrets(configuration)).toEqual({ 'console.oidc.clientSecret': 's3cret' });
});

describe('explainConsole', () => {
  it('says who is let in, as what, and what the provider has to know', () => {
    const roles = { viewer: ['everyone'], administrator: ['it-admins', 'owners'] };
    expect(explainConsole(resolve({ ...OIDC, name: 'Example ID', roles }), BASE_URL)).toEqual([
      expect.stringMatching(/token with the scope 'admin', as administrator; .* after 30m .* after 12h/),
      "The console's button 'Example ID' leads to https://id.example.com (client console), which has to know the " +
        'redirect URI https://bridge.example.com/console/oidc/callback: viewer (groups: everyone) may see everything ' +
        'and change nothing; administrator (groups: it-admins or owners) may do everything; others are refused.',
    ]);
  });

  it('says that it is off', () => {
    const { console } = parsePolicy('console: { enabled: false }', 'policy');
    const off = resolveConsole(console, undefined, undefined);
    expect(explainConsole(off, BASE_URL)).toEqual([expect.stringContaining('switched off')]);
  });
});
