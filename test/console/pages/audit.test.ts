import { describe, expect, it } from 'vitest';
import {
  type AuditEntry,
  describeProblem,
  describeVerdict,
  describeVerification,
  detailsOf,
  exportHref,
} from '../../../src/console/pages/audit/audit-words.ts';

const entry: AuditEntry = {
  at: '2026-01-31T12:00:00.000Z',
  actor: 'okta',
  action: 'deactivate.accepted',
  detail: {},
  seq: 7,
  position: 7,
  hash: 'ab',
};

describe('the chain', () => {
  it('is never called intact before it was verified', () => {
    expect(describeVerification(undefined)).toEqual({ tone: 'calm', word: 'not verified yet' });
    expect(describeVerification({ intact: true }).tone).toBe('good');
    expect(describeVerification({ intact: false }).tone).toBe('bad');
  });

  it('says where it is broken', () => {
    const head = { position: 9, hash: 'ab' };
    expect(describeVerdict({ intact: true, entries: 9, head, problems: [] })).toMatch(/^All 9 entries/);
    expect(describeVerdict({ intact: false, entries: 9, head, problems: [] })).toMatch(
      /not as it was written/,
    );
    expect(describeProblem({ position: 3, problem: 'missing' })).toBe('Entry 3: it is missing.');
  });
});

it('shows of an entry what it has', () => {
  expect(detailsOf(entry)).toEqual({ hash: 'ab' });
  const full = {
    ...entry,
    subject: 'u',
    requestId: 'r',
    detail: { kind: 'x' },
    personal: { name: 'Ann' },
    correlationId: 'c',
  };
  expect(detailsOf(full)).toEqual({
    subject: 'u',
    requestId: 'r',
    personal: { name: 'Ann' },
    detail: { kind: 'x' },
    correlationId: 'c',
    hash: 'ab',
  });
});

it('exports from the time that is filtered for', () => {
  expect(exportHref('')).toBe('/admin/v1/audit/export');
  expect(exportHref('2026-01-31T12:00:00.000Z')).toBe(
    '/admin/v1/audit/export?since=2026-01-31T12%3A00%3A00.000Z',
  );
});
