/** Golden transcripts: what a client sends for an event, what it needs to hear, and what Genesys holds then. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const step = z.strictObject({
  request: z.strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    path: z.string(),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.unknown().optional(),
  }),
  answer: z.strictObject({
    status: z.number(),
    headers: z.record(z.string(), z.string()).optional(),
    /** What of the body matters to the client. */
    body: z.unknown().optional(),
    /** Attributes that must not be there, each as the names that lead to it. */
    without: z.array(z.array(z.string())).optional(),
  }),
  /** Names for values of the answer, by their dotted path; later steps write them `{{name}}`. */
  keep: z.record(z.string(), z.string()).optional(),
  /** Requests to the Platform API and what they answer in the end. */
  genesys: z
    .array(
      z.strictObject({ path: z.string(), status: z.number().default(200), body: z.unknown().optional() }),
    )
    .optional(),
});

const transcript = z.strictObject({
  about: z.string(),
  /** How the client sends its token. */
  authorization: z.enum(['bearer', 'basic', 'raw']),
  headers: z.record(z.string(), z.string()),
  /** Appended to each path, as Entra does with a flag on its tenant URL. */
  query: z.string().optional(),
  steps: z.array(step).min(1),
});

export type Transcript = z.infer<typeof transcript>;

const FOLDER = import.meta.dirname;

/** Every transcript by `client/event`. */
export function readTranscripts(): readonly (readonly [name: string, transcript: Transcript])[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [
      file.replace(/\.json$/, ''),
      transcript.parse(JSON.parse(readFileSync(join(FOLDER, file), 'utf8'))),
    ]);
}

/** `value` with every `{{name}}` in its strings replaced. */
export function fillIn(value: unknown, names: ReadonlyMap<string, string>): unknown {
  const text = JSON.stringify(value).replace(/\{\{(\w+)\}\}/g, (_match, name: string) => {
    const known = names.get(name);
    if (known === undefined) throw new Error(`The transcript has not kept '${name}'`);
    return JSON.stringify(known).slice(1, -1);
  });
  return JSON.parse(text);
}
