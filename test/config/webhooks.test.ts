import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/config/configuration.ts';
import { describeConfiguration } from '../../src/config/describe.ts';
import { notificationsSchema } from '../../src/config/policy-notifications.ts';
import { listSecrets } from '../../src/config/settings.ts';
import { resolveWebhooks } from '../../src/config/webhooks.ts';

const SECRET = randomBytes(32);
const secrets = [{ webhook: 'siem', key: SECRET }];
const BASE_URL = 'https://bridge.example.com';

function resolve(settings: object, given = secrets, baseUrl: string | undefined = BASE_URL) {
  return resolveWebhooks(notificationsSchema.parse({ webhooks: { siem: settings } }), given, baseUrl);
}

describe('resolveWebhooks', () => {
  it('has defaults for events and audience', () => {
    expect(resolve({ url: 'https://siem.example.com/a?b=c' })).toEqual([
      {
        name: 'siem',
        url: new URL('https://siem.example.com/a?b=c'),
        events: ['lockedOut', 'complete', 'stuck', 'restored', 'guardTripped'],
        format: 'standard',
        secrets: [SECRET],
        issuer: BASE_URL,
        audience: 'https://siem.example.com',
      },
    ]);
    expect(resolve({ url: 'https://siem.example.com', format: 'scim' })[0]?.events).toEqual([
      'lockedOut',
      'restored',
    ]);
    expect(resolve({ url: 'http://127.0.0.1:9/hook' })).toHaveLength(1);
  });

  it.each([
    ['http elsewhere', { url: 'http://siem.example.com' }, 'https'],
    ['another scheme', { url: 'file:///etc/passwd' }, 'https'],
    ['a host that only looks like this machine', { url: 'http://127.0.0.1.example.com/' }, 'https'],
    ['a password in the URL', { url: 'https://user:hunter2@siem.example.com' }, 'without user'],
    ['no URL', { url: 'siem' }, 'without user'],
    [
      'an event that SCIM does not know',
      { url: 'https://siem.example.com', format: 'scim', events: ['stuck'] },
      "'stuck'",
    ],
  ])('refuses %s', (_what, settings, expected) => {
    expect(() => resolve(settings)).toThrow(expected);
    expect(() => resolve(settings)).not.toThrow('hunter2');
  });

  it('refuses a webhook without a secret, a secret without a webhook, and a token without an issuer', () => {
    const settings = { url: 'https://siem.example.com' };
    expect(() => resolve(settings, [])).toThrow('notifications.webhooks.siem has no secret');
    expect(() => resolve(settings, [...secrets, { webhook: 'sim', key: SECRET }])).toThrow(
      'did you mean siem?',
    );
    expect(() =>
      resolveWebhooks(
        notificationsSchema.parse({ webhooks: { siem: { ...settings, format: 'scim' } } }),
        secrets,
      ),
    ).toThrow('BRIDGE_BASE_URL');
  });
});

describe('the secrets of webhooks', () => {
  const encoded = `whsec_${SECRET.toString('base64')}`;

  it.each(['siem', `siem:${SECRET.toString('base64')}`, 'siem:whsec_c2hvcnQ=', `${encoded}`])(
    'refuses %s without showing it',
    (text) => {
      const read = () => readConfiguration({ env: { BRIDGE_WEBHOOK_SECRETS: text } });
      expect(read).toThrow('must be NAME:whsec_SECRET');
      expect(read).not.toThrow(SECRET.toString('base64'));
    },
  );

  it('are never shown, nor is the path of the URL, and a change of them is noticed', () => {
    const [webhook] = resolve({ url: 'https://siem.example.com/path-secret' });
    if (webhook === undefined) throw new Error('no webhook');
    const configuration = { ...readConfiguration({ env: {} }), webhooks: [webhook] };
    const shown = JSON.stringify(describeConfiguration(configuration));
    expect(shown).toContain('https://siem.example.com/...');
    expect(shown).not.toContain('path-secret');
    expect(shown).not.toContain(SECRET.toString('base64'));
    expect(shown).not.toContain('Buffer');
    expect(listSecrets(configuration)).toMatchObject({
      'webhooks.siem': `https://siem.example.com/path-secret ${SECRET.toString('hex')}`,
    });
  });
});
