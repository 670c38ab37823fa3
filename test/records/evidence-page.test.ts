import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Evidence } from '../../src/records/evidence/document.ts';
import { escapeText, html } from '../../src/records/evidence/markup.ts';
import { PAGE_POLICY, renderPage } from '../../src/records/evidence/page.ts';

const AT = '2026-01-31T08:00:00.000Z';

/** A document in which every text is this one. */
function documentOf(text: string): Evidence {
  const named = [{ id: text, name: text }];
  return {
    document: 'genesys-scim-bridge/offboarding-evidence',
    version: 1,
    generatedAt: AT,
    generatedBy: text,
    person: {
      id: text,
      names: 'known',
      name: text,
      email: text,
      state: text,
      externalIds: [{ authority: text, externalId: text }],
      erasures: [{ kind: 'delete', state: text, actor: text, requestedAt: AT, genesysRequestId: text }],
    },
    request: {
      offboardingId: text,
      kind: 'deactivate',
      status: text,
      client: text,
      requestId: text,
      requestedAt: AT,
    },
    snapshot: {
      available: true,
      queues: [{ id: text, name: text, joined: true }],
      groups: named,
      roles: [{ id: text, name: text, division: text }],
      unread: [text],
    },
    steps: [
      {
        position: 1,
        name: text,
        does: text,
        phase: text,
        status: text,
        attempts: 2,
        waitingFor: text,
        error: text,
        found: { [text]: text },
        readBack: { result: 'kept', at: AT, kept: { [text]: text } },
        runs: [
          { startedAt: AT, endedAt: AT, outcome: 'waiting', waitingFor: text, calls: [] },
          { startedAt: AT, endedAt: AT, outcome: 'done', calls: [{ operation: text, correlationId: text }] },
        ],
        genesysAuditIds: [text],
      },
    ],
    genesysAudit: {
      interval: text,
      queries: [{ by: text, how: 'none', complete: false, read: 0, problem: text }],
      entries: [{ id: text, eventDate: text, serviceName: text, propertyChanges: [{ property: text }] }],
    },
    auditTrail: {
      entries: [
        {
          position: 1,
          at: AT,
          actor: text,
          action: text,
          subject: text,
          requestId: text,
          correlationId: text,
          detail: { [text]: text },
          personal: { name: text },
          personalHash: text,
          previousHash: text,
          hash: text,
        },
      ],
      head: { position: 1, hash: text },
      verified: { intact: false, entries: 1, problems: [{ position: 1, problem: text }] },
      recompute: text,
    },
    gaps: [{ part: text, reason: text }],
  };
}

/** The tags and attributes of a page, without what stands between them. */
function skeletonOf(page: string): string[] {
  return [...page.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
}

it.each([
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style><svg/onload=alert(1)>',
  '<!-- {{7*7}} `',
])('shows a hostile name as text: %s', (name) => {
  const page = renderPage(documentOf(name));
  expect(skeletonOf(page)).toEqual(skeletonOf(renderPage(documentOf('plain'))));
  expect(page).not.toContain(name);
  expect(page).toContain(escapeText(name));
});

it('escapes whatever is put in, once', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'<>&"\'`/=;#ax \n') }), (text) => {
      const shown = html`<p>${text}</p>`.text;
      expect(skeletonOf(shown)).toEqual(['<p>', '</p>']);
      expect(shown).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39|#96);)/);
    }),
  );
});

it('has a style of its own that its policy lets pass, and nothing else', () => {
  const page = renderPage(documentOf('plain'));
  const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(page) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(PAGE_POLICY).toContain(`style-src 'sha256-${hash}'`);
  expect(PAGE_POLICY).toContain("default-src 'none'");
  expect(page).toContain('@media print');
  expect(page).not.toMatch(/<script|<link|<img|style=|\son\w+=|https?:/);
});

it('says of erased names that they are erased', () => {
  const { person, ...rest } = documentOf('plain');
  const { name: _name, email: _email, ...nobody } = person;
  const page = renderPage({ ...rest, person: { ...nobody, names: 'erased' } });
  expect(page).toContain('<dt>name</dt><dd>erased</dd>');
});
