/** `evidence`: what was done about one person, for auditors: a summary, the whole document, or a page to print. */

import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { z } from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import { BridgeError } from '../../errors.ts';
import { type Evidence, evidenceSchema } from '../../records/evidence/document.ts';
import { renderPage } from '../../records/evidence/page.ts';
import type { AdminClient } from '../admin-client.ts';
import { type AdminOptions, connectAdmin, withAdminOptions } from '../admin-options.ts';
import { jsonOption, print } from '../answer-format.ts';
import { journeySchema } from '../journeys.ts';
import { findPerson, USER_HELP } from '../people.ts';

interface Options extends AdminOptions {
  readonly offboarding?: string;
  readonly html?: string;
  readonly json: boolean;
}

const EXAMPLES = `
Examples:
  $ genesys-scim-bridge evidence jane.doe@example.com
  $ genesys-scim-bridge evidence jane.doe@example.com --html jane.html
  $ genesys-scim-bridge evidence 3fa1c0de-... --json > evidence.json
`;

const journeysSchema = z.object({ offboardings: z.array(journeySchema) });

/** The latest one, or the one that is asked for. */
async function findJourney(admin: AdminClient, text: string, wanted: string | undefined): Promise<string> {
  if (wanted !== undefined) return wanted;
  const { id } = await findPerson(admin, text);
  const { offboardings } = journeysSchema.parse(await admin.get(`/offboardings?userId=${id}&limit=1`));
  const [latest] = offboardings;
  if (latest !== undefined) return latest.id;
  throw new BridgeError(`${text} has neither left nor come back: there is nothing to give evidence of`, {
    code: 'cli.no-journey',
    status: 404,
  });
}

function summarise({ person, request, steps, genesysAudit, auditTrail, gaps }: Evidence): string {
  const who = person.names === 'known' ? `${person.name} <${person.email}>` : `name ${person.names}`;
  const done = steps.filter(({ status }) => status === 'done').length;
  const { verified, head } = auditTrail;
  return [
    `${person.id}  ${who}`,
    `${request.kind} by ${request.client}, requested ${request.requestedAt}, ${request.status}`,
    ...(request.lockedOutAt === undefined
      ? []
      : [`locked out ${request.lockedOutAt}, after ${request.lockOutMs} ms`]),
    `${done} of ${steps.length} steps done; ${genesysAudit.entries.length} entries of Genesys' audit`,
    `audit trail ${verified.intact ? 'intact' : 'NOT intact'}, head ${head.position}:${head.hash}`,
    ...(gaps.length === 0 ? ['complete: nothing is missing'] : ['missing:']),
    ...gaps.map(({ part, reason }) => `  ${part}: ${reason}`),
  ].join('\n');
}

/** Never over a file that is there. */
async function writePage(path: string, evidence: Evidence): Promise<void> {
  try {
    await writeFile(path, renderPage(evidence), { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown cause';
    throw new BridgeError(`${path} cannot be written (${reason}): give another --html`, {
      code: 'cli.file-refused',
      status: 500,
      cause,
    });
  }
}

interface EvidenceRequest extends Omit<Options, keyof AdminOptions> {
  readonly text: string;
}

export async function showEvidence(
  admin: AdminClient,
  { text, offboarding, html, json }: EvidenceRequest,
): Promise<void> {
  const id = await findJourney(admin, text, offboarding);
  const answer = await admin.get(`/offboardings/${encodeURIComponent(id)}/evidence`);
  const evidence = evidenceSchema.parse(answer);
  if (html !== undefined) await writePage(html, evidence);
  print(json, answer, () => summarise(evidence));
}

export function evidenceCommand(read: () => Configuration): Command {
  return withAdminOptions(new Command('evidence'))
    .description('give an auditor the evidence of the latest offboarding or return of a person')
    .argument('<user>', USER_HELP)
    .option('--offboarding <id>', 'of this one, as status and the admin API show it')
    .option('--html <file>', 'write the page to print into a new file')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action((text: string, options: Options) =>
      showEvidence(connectAdmin(read, options), { ...options, text }),
    );
}
