/** The evidence as one page to read and print: no script, nothing loaded from anywhere, everything escaped. */

import { createHash } from 'node:crypto';
import type { Evidence, EvidenceStep } from './document.ts';
import { html, Markup } from './markup.ts';

const STYLE = `
:root { color-scheme: light; }
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #16202c; }
h1 { font-size: 1.5rem; margin-bottom: .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #b7c0ca; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; } caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { border: 1px solid #ccd3da; padding: .25rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { background: #f0f3f6; font-weight: 600; } code, pre { font: 12px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
dl { display: grid; grid-template-columns: 12rem 1fr; gap: .15rem 1rem; margin: .5rem 0; } dt { color: #4c5967; } dd { margin: 0; overflow-wrap: anywhere; }
.gaps { border-left: 4px solid #b3261e; padding: .25rem 1rem; background: #fdf3f2; } .whole { border-left: 4px solid #1d7a46; padding: .25rem 1rem; background: #f0f8f3; }
@page { margin: 15mm; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } h2, h3 { break-after: avoid; } tr, dl { break-inside: avoid; } thead { display: table-header-group; } }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** What a browser may do with the page: show it, in its own style. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

type Row = readonly [label: string, value: string | number | undefined];

function list(rows: readonly Row[]): Markup {
  const items = rows
    .filter(([, value]) => value !== undefined)
    .map(([label, value]) => html`<dt>${label}</dt><dd>${value}</dd>`);
  return html`<dl>${items}</dl>`;
}

function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | number | undefined | Markup)[])[],
): Markup {
  if (rows.length === 0) return html`<p>${caption}: none</p>`;
  return html`<table><caption>${caption}</caption><thead><tr>${head.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`;
}

function json(value: unknown): Markup {
  return html`<code>${JSON.stringify(value)}</code>`;
}

function describePerson({ person }: Evidence): Markup {
  const hidden = person.names === 'erased' ? 'erased' : 'unknown';
  return html`<h2>Who</h2>${list([
    ['Genesys user id', person.id],
    ['name', person.name ?? hidden],
    ['e-mail', person.email ?? hidden],
    ['state in Genesys now', person.state],
    ['wanted', person.wanted],
    [
      'external ids',
      person.externalIds.map((each) => `${each.authority}: ${each.externalId}`).join(', ') || undefined,
    ],
  ])}${person.erasures.map(({ kind, state, actor, requestedAt, completedAt, genesysRequestId }) =>
    list([
      ['erasure', `GDPR_${kind.toUpperCase()}, ${state}`],
      ['asked for by', `${actor}, ${requestedAt}`],
      ['done', completedAt],
      ['Genesys request', genesysRequestId],
    ]),
  )}`;
}

function describeRequest({ request }: Evidence): Markup {
  return html`<h2>Request</h2>${list([
    ['offboarding', request.offboardingId],
    ['kind', request.kind],
    ['status', request.status],
    ['client', request.client],
    ['request id', request.requestId],
    ['trace id', request.traceId],
    ['requested', request.requestedAt],
    ['locked out', request.lockedOutAt],
    ['lock-out took', request.lockOutMs === undefined ? undefined : `${request.lockOutMs} ms`],
    ['complete', request.completedAt],
    ['restored', request.restoredAt],
  ])}`;
}

function namesOf(entities: readonly { readonly id: string; readonly name?: string }[] = []): string {
  return entities.length === 0
    ? 'none'
    : entities.map(({ id, name }) => (name === undefined ? id : `${name} (${id})`)).join(', ');
}

function describeSnapshot({ snapshot }: Evidence): Markup {
  if (!snapshot.available) return html`<h2>Held before</h2><p>Not available: ${snapshot.reason}</p>`;
  return html`<h2>Held before</h2>${list([
    ['taken', snapshot.takenAt],
    ['state', snapshot.state],
    ['division', snapshot.division === undefined ? undefined : namesOf([snapshot.division])],
    ['team', snapshot.team === undefined ? undefined : namesOf([snapshot.team])],
    ['station', snapshot.station === undefined ? undefined : namesOf([snapshot.station])],
    [
      'roles',
      namesOf(snapshot.roles?.map(({ id, name = id, division }) => ({ id, name: `${name} in ${division}` }))),
    ],
    ['queues', namesOf(snapshot.queues)],
    ['groups', namesOf(snapshot.groups)],
    ['skills', namesOf(snapshot.skills)],
    ['languages', namesOf(snapshot.languages)],
    ['could not be read', snapshot.unread?.join(', ') || undefined],
  ])}`;
}

function describeStep(step: EvidenceStep): Markup {
  const calls = step.runs.flatMap((run) => run.calls.map((call) => ({ ...call, at: run.startedAt })));
  return html`<h3>${step.position}. ${step.name}: ${step.status}</h3>${list([
    ['does', step.does],
    ['phase', step.phase],
    ['attempts', step.attempts],
    ['began', step.startedAt],
    ['done', step.completedAt],
    ['waits for', step.waitingFor],
    ['error', step.error],
    ['read back', `${step.readBack.result}${step.readBack.at === undefined ? '' : `, ${step.readBack.at}`}`],
  ])}${step.readBack.kept === undefined ? undefined : html`<p>Kept: ${json(step.readBack.kept)}</p>`}${
    step.found === undefined ? undefined : html`<p>Left as evidence: ${json(step.found)}</p>`
  }${
    step.runs.length < 2
      ? undefined
      : table(
          'Runs',
          ['began', 'ended', 'outcome', 'waited for, or error'],
          step.runs.map((run) => [run.startedAt, run.endedAt, run.outcome, run.waitingFor ?? run.error]),
        )
  }${table(
    'Genesys calls',
    ['run began', 'operation', 'status', 'correlation id'],
    calls.map(({ at, operation, status, correlationId }) => [
      at,
      operation,
      status ?? 'no answer',
      correlationId ?? 'none',
    ]),
  )}`;
}

function describeGenesysAudit({ genesysAudit }: Evidence): Markup {
  return html`<h2>Genesys Cloud's audit</h2><p>${genesysAudit.interval}</p>${table(
    'Asked',
    ['by', 'how', 'entries read', 'complete', 'problem'],
    genesysAudit.queries.map(({ by, how, read, complete, problem }) => [
      by,
      how,
      read,
      complete ? 'yes' : 'no',
      problem,
    ]),
  )}${table(
    'Entries about this person',
    ['when', 'service', 'entity', 'action', 'changes'],
    genesysAudit.entries.map(({ eventDate, serviceName, entityType, action, propertyChanges }) => [
      eventDate,
      serviceName,
      entityType,
      action,
      json(propertyChanges ?? []),
    ]),
  )}`;
}

function describeTrail({ auditTrail: { entries, head, verified, recompute } }: Evidence): Markup {
  const verdict = verified.intact ? 'intact' : `NOT intact: ${verified.problems.length} problems`;
  return html`<h2>Audit trail of the bridge</h2>${list([
    ['whole trail', `${verdict}, ${verified.entries} entries`],
    ['head', `${head.position}:${head.hash}`],
    ['hashes', recompute],
  ])}${table(
    'Entries about this person',
    ['position', 'when', 'who', 'action', 'detail', 'hash'],
    entries.map(({ position, at, actor, action, detail, previousHash, hash }) => [
      position,
      at,
      actor,
      action,
      json(detail),
      html`<code>${hash}</code> after <code>${previousHash}</code>`,
    ]),
  )}`;
}

function describeGaps({ gaps }: Evidence): Markup {
  if (gaps.length === 0) return html`<p class="whole">Complete: nothing is missing in this document.</p>`;
  const items = gaps.map(({ part, reason }) => html`<li><b>${part}</b>: ${reason}</li>`);
  return html`<div class="gaps"><p>Missing in this document:</p><ul>${items}</ul></div>`;
}

export function renderPage(evidence: Evidence): string {
  const { generatedAt, generatedBy, person, request } = evidence;
  const title = `Evidence of offboarding ${request.offboardingId}`;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title>${STYLE_TAG}</head>
<body><h1>${title}</h1><p>Genesys user ${person.id}. Made ${generatedAt} for ${generatedBy}.</p>
${describeGaps(evidence)}${describePerson(evidence)}${describeRequest(evidence)}${describeSnapshot(evidence)}
<h2>Steps</h2>${evidence.steps.map(describeStep)}
${describeGenesysAudit(evidence)}${describeTrail(evidence)}
</body></html>
`.text;
}

const STYLE_TAG = Markup.style(STYLE);
