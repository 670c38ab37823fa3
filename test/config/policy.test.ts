import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readConfiguration } from '../../src/config/configuration.ts';
import { parsePolicy } from '../../src/config/policy.ts';
import { settingsOf } from '../../src/config/policy-clients.ts';
import { overrideOffboarding } from '../../src/config/policy-offboarding.ts';
import { BridgeError } from '../../src/errors.ts';

const defaults = parsePolicy('', 'policy.yaml');

describe('parsePolicy', () => {
  it.each(['', '# nothing\n', '{}', 'provisioning: {}\noffboarding: {restore: {}}', 'clients: {}'])(
    'fills in defaults for %j',
    (text) => {
      expect(parsePolicy(text, 'policy.yaml')).toEqual(defaults);
    },
  );

  it('takes what is set and leaves the rest', () => {
    const text = `
provisioning:
  emailDomain: example.com
  keep: [nickName]
offboarding:
  deactivate: { release: [] }
  delete: { release: [queues, presence] }
  restore: { revive: all }
`;
    expect(parsePolicy(text, 'policy.yaml')).toEqual({
      dryRun: false,
      clients: {},
      audit: { verify: 86_400_000 },
      console: { enabled: true, sessions: { idle: 1_800_000, longest: 43_200_000 } },
      erasure: { legalHold: [] },
      notifications: { webhooks: {} },
      requests: { keep: 500, bodyBytes: 16_384 },
      trustedProxies: [],
      guard: { deactivations: 50, within: 3_600_000 },
      provisioning: { ...defaults.provisioning, emailDomain: 'example.com', keep: ['nickName'] },
      offboarding: {
        ...defaults.offboarding,
        deactivate: { ...defaults.offboarding.deactivate, release: [] },
        delete: { ...defaults.offboarding.delete, release: ['queues', 'presence'] },
        restore: { ...defaults.offboarding.restore, revive: 'all' },
      },
    });
  });

  it.each([
    ['offbording: {}', 'policy.yaml: offbording is not a known key; did you mean offboarding?'],
    [
      'offboarding: {restore: {revived: none}}',
      'policy.yaml: offboarding.restore.revived is not a known key; did you mean offboarding.restore.revive?',
    ],
    ['provisioning: {keep: [nickname]}', "provisioning.keep.0 is 'nickname'"],
    ['provisioning: {keep: [nickname]}', 'did you mean nickName?'],
    ['offboarding: {delete: {release: [queue]}}', "offboarding.delete.release.0 is 'queue'"],
    ['offboarding: {delete: {release: some}}', 'must be all, or a list of presence, groups, queues, team,'],
    [
      'offboarding: {delete: {maxWait: 4 hours}}',
      "offboarding.delete.maxWait is '4 hours' but must be a duration",
    ],
    [
      'offboarding: {deactivate: {conversations: ignore, lockOut: {afterDrain: 10m}}}',
      "offboarding.deactivate.conversations is 'ignore' but must be wait or disconnect",
    ],
    ['guard: on', "guard is 'on' but must be off, or { deactivations: 50, within: 1h }"],
    ['guard: {deactivations: 0}', 'guard.deactivations'],
    ['offboarding: {snapshots: {keep: 30d}}', 'offboarding.snapshots.keep'],
    [
      'clients: {okta: {offboarding: {deactivate: {releases: all}}}}',
      'clients.okta.offboarding.deactivate.releases is not a known key; did you mean',
    ],
    ['provisioning: {emailDomain: "ann@example.com"}', 'must be a domain such as example.com'],
    ['provisioning: {division: ""}', 'provisioning.division'],
    [
      'clients: {okta: {patchAnswers: 204}}',
      'clients.okta.patchAnswers is not a known key; did you mean clients.okta.patchAnswer?',
    ],
    ['clients: {okta: {patchAnswer: 201}}', "clients.okta.patchAnswer is '201' but must be one of 200, 204"],
    [
      'clients: {okta: {rate: {persecond: 5}}}',
      'clients.okta.rate.persecond is not a known key; did you mean clients.okta.rate.perSecond?',
    ],
    ['clients: {okta: {rate: {perSecond: 0}}}', 'clients.okta.rate.perSecond'],
    ['provisioning: 3', "provisioning is '3' but must be a mapping"],
    ['- x', 'policy.yaml is \'["x"]\' but must be a mapping'],
    ['a: [', 'policy.yaml is not valid YAML (line 1'],
    ['provisioning: {}\nprovisioning: {}', 'policy.yaml is not valid YAML (line 2'],
  ])('refuses %j and says %j', (text, message) => {
    expect(() => parsePolicy(text, 'policy.yaml')).toThrow(message);
  });

  it('reads durations and what a client overrides', () => {
    const text = `
offboarding:
  deactivate: { lockOut: { afterDrain: 10m }, maxWait: 2h, reason: Leave }
  restore: { within: 30d }
clients:
  okta: { offboarding: { delete: { release: [queues] }, restore: { revive: all } } }
`;
    const { offboarding, clients } = parsePolicy(text, 'policy.yaml');
    expect(offboarding.deactivate).toEqual({
      release: ['presence', 'station', 'queues'],
      groups: 'unmanaged',
      conversations: 'wait',
      maxWait: 7_200_000,
      reason: 'Leave',
      lockOut: { afterDrain: 600_000 },
    });
    expect(overrideOffboarding(offboarding, clients.okta?.offboarding)).toEqual({
      ...offboarding,
      delete: { ...offboarding.delete, release: ['queues'] },
      restore: { reactivate: 'all', revive: 'all', within: 30 * 86_400_000 },
    });
  });

  it.each(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::1', '0.0.0.0/0'])(
    'takes the addresses %s',
    (range) => {
      const text = `trustedProxies: ["${range}"]\nclients: { okta: { addresses: ["${range}"] } }`;
      const { trustedProxies, clients } = parsePolicy(text, 'policy');
      expect([trustedProxies, clients.okta?.addresses]).toEqual([[range], [range]]);
    },
  );

  it.each([
    '10.0.0.0/33',
    '10.0.0',
    'example.com',
    '2001:db8::/129',
    '10.0.0.0/8/8',
    'fe80::1%eth0',
    '10.0.0.0/',
  ])('refuses the addresses %s', (range) => {
    expect(() => parsePolicy(`trustedProxies: ["${range}"]`, 'policy')).toThrow(
      'must be an IP address or a range',
    );
  });

  it('keeps the audit trail for ever, or as long as it says', () => {
    expect(parsePolicy('', 'policy').audit.keep).toBeUndefined();
    expect(parsePolicy('audit: { keep: 7y }', 'policy').audit.keep).toBe(7 * 365 * 86_400_000);
    expect(() => parsePolicy('audit: { keep: 11y }', 'policy')).toThrow('audit.keep');
  });

  it('verifies the audit trail every day, or as often as it says', () => {
    expect(parsePolicy('', 'policy').audit.verify).toBe(86_400_000);
    expect(parsePolicy('audit: { verify: 6h }', 'policy').audit.verify).toBe(6 * 3_600_000);
    expect(parsePolicy('audit: { verify: never }', 'policy').audit.verify).toBe('never');
  });

  it('gives each client that it names the settings it leaves out, and any other client the defaults', () => {
    const text =
      'clients: {entra: {patchAnswer: 204}, bulk: {rate: {perSecond: 7}}, jump: {rate: {burst: 1}}}';
    const { clients } = parsePolicy(text, 'policy.yaml');
    const settings = (name: string) => settingsOf(clients, name);
    expect(settings('entra')).toMatchObject({ patchAnswer: 204, rate: { perSecond: 50, burst: 500 } });
    expect(settings('bulk')).toMatchObject({ patchAnswer: 200, rate: { perSecond: 7, burst: 70 } });
    expect(settings('jump').rate).toEqual({ perSecond: 50, burst: 1 });
    for (const name of ['okta', 'toString', '__proto__']) {
      expect(settings(name)).toEqual({
        patchAnswer: 200,
        scope: 'all',
        readOnly: false,
        dryRun: false,
        rate: { perSecond: 50, burst: 500 },
      });
    }
  });

  it('gives a policy or one line, whatever the document is', () => {
    const key = fc.constantFrom(
      'clients',
      'rate',
      'provisioning',
      'offboarding',
      'keep',
      'release',
      'restore',
      'delete',
      'x',
    );
    const document = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, fc.jsonValue({ maxDepth: 1 }), fc.dictionary(key, tie('value'))),
    })).value;
    fc.assert(
      fc.property(document, (value) => {
        try {
          expect(parsePolicy(stringify(value), 'policy.yaml')).toHaveProperty('offboarding.restore');
        } catch (error) {
          expect(error).toBeInstanceOf(BridgeError);
          expect(String(error)).not.toContain('\n');
        }
      }),
    );
  });

  it('is read from the file that BRIDGE_CONFIG names', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bridge-policy-'));
    const path = join(folder, 'policy.yaml');
    writeFileSync(path, 'provisioning: {division: Sales}\n');
    expect(readConfiguration({ env: { BRIDGE_CONFIG: path } }).provisioning.division).toBe('Sales');
    writeFileSync(path, 'provisioning: {devision: Sales}\n');
    expect(() => readConfiguration({ env: { BRIDGE_CONFIG: path } })).toThrow(
      `${path}: provisioning.devision is not a known key; did you mean provisioning.division?`,
    );
    rmSync(folder, { recursive: true });
  });
});
