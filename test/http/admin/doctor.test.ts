import { describe, expect, it } from 'vitest';
import { Doctor, type Finding } from '../../../src/http/admin/doctor.ts';
import { describeSetup } from '../../../src/http/admin/setup.ts';

describe('an examination', () => {
  it('is one at a time, for all who ask meanwhile, and another one afterwards', async () => {
    let begun = 0;
    const doctor = new Doctor({
      examine: async () => {
        begun += 1;
        return [{ check: 'x', severity: 'ok', finding: `number ${begun}` }];
      },
    });
    const [one, other] = await Promise.all([doctor.findings(), doctor.findings()]);
    expect(other).toBe(one);
    expect(begun).toBe(1);
    await doctor.findings();
    expect(begun).toBe(2);
  });

  it('that lasts too long is told of, and no other begins before its end', async () => {
    let begun = 0;
    const end = Promise.withResolvers<Finding[]>();
    const examine = () => {
      begun += 1;
      return end.promise;
    };
    const doctor = new Doctor({ examine, patienceMs: 5 });
    for (const _attempt of [1, 2]) {
      await expect(doctor.findings()).rejects.toMatchObject({ code: 'admin.doctor-late', status: 504 });
    }
    expect(begun).toBe(1);
    end.resolve([]);
    expect(await doctor.findings()).toEqual([]);
  });
});

describe('the settings for identity providers', () => {
  const settingsOf = (origin: string, id: string) =>
    describeSetup(origin, true).providers.find((provider) => provider.id === id)?.settings;

  it('have the URLs of this bridge', () => {
    const origin = 'https://bridge.example.com';
    expect(describeSetup(origin, true)).toMatchObject({
      scimBaseUrl: 'https://bridge.example.com/scim/v2',
      tokenEndpoint: 'https://bridge.example.com/oauth2/token',
      warnings: [],
    });
    expect(settingsOf(origin, 'okta-wizard')?.[0]?.value).toBe('https://bridge.example.com/scim/v2');
    expect(settingsOf(origin, 'entra')?.[1]?.value).toBe('https://bridge.example.com/scim/v2');
    expect(settingsOf(origin, 'entra-flag')?.[1]?.value).toBe(
      'https://bridge.example.com/scim/v2?aadOptscim062020',
    );
  });

  it('say what an identity provider elsewhere would stumble over', () => {
    const { warnings } = describeSetup('http://my_host:8080', false);
    expect(warnings.map((warning) => warning.split(' ')[0])).toEqual(['BRIDGE_BASE_URL', 'Okta', 'Okta']);
  });
});
