import { describe, expect, it } from 'vitest';
import type { Client } from '../../../src/console/pages/clients/client-words.ts';
import {
  describeExamination,
  type Examination,
  findProvider,
  provisioningClients,
  sortFindings,
} from '../../../src/console/pages/first-start/first-start-words.ts';

function examination(...severities: Examination['worst'][]): Examination {
  const findings = severities.map((severity, index) => ({ check: `c${index}`, severity, finding: 'so' }));
  return { at: '2026-01-31T12:00:00.000Z', worst: 'ok', findings };
}

describe('an examination', () => {
  it('counts what is wrong, and takes a note for nothing wrong', () => {
    expect(describeExamination(examination('ok', 'note'))).toBe('Nothing is wrong.');
    expect(describeExamination(examination('warning', 'failure', 'failure'))).toMatch(
      /^2 failures and 1 warning:/,
    );
  });

  it('shows the worst first and keeps the order otherwise', () => {
    const { findings } = examination('ok', 'warning', 'failure', 'warning');
    expect(sortFindings(findings).map(({ check }) => check)).toEqual(['c2', 'c1', 'c3', 'c0']);
  });
});

function client(name: string, credentials: Client['credentials']): Client {
  return {
    name,
    configured: false,
    settings: {
      scope: 'all',
      readOnly: false,
      dryRun: false,
      patchAnswer: 200,
      rate: { perSecond: 25, burst: 50 },
      guard: 'off',
    },
    credentials,
  };
}

it('counts clients that may provision, and no administrator', () => {
  const made = { id: 'a', state: 'live', createdAt: '2026-01-01T00:00:00.000Z' } as const;
  const clients = [
    client('okta', [{ ...made, scopes: ['users'] }]),
    client('gone', [{ ...made, scopes: ['users'], state: 'revoked' }]),
    client('ops', [{ ...made, scopes: ['admin'] }]),
  ];
  expect(provisioningClients(clients).map(({ name }) => name)).toEqual(['okta']);
});

it('falls back to the first provider for one that it does not know', () => {
  const provider = { name: 'Okta', client: 'okta', command: 'x', settings: [], document: 'docs/okta.md' };
  const setup = {
    scimBaseUrl: 'https://b/scim/v2',
    tokenEndpoint: 'https://b/oauth2/token',
    warnings: [],
    providers: [
      { ...provider, id: 'okta-wizard' as const },
      { ...provider, id: 'entra' as const },
    ],
  };
  expect(findProvider(setup, 'entra')?.id).toBe('entra');
  expect(findProvider(setup, 'other')?.id).toBe('okta-wizard');
});
