/**
 * docs/evidence.schema.json is made from the code. After a change of the document's shape:
 * `node test/records/published-schema.ts && npx biome format --write docs/evidence.schema.json`.
 */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { evidenceSchema } from '../../src/records/evidence/document.ts';

export const PUBLISHED = fileURLToPath(new URL('../../docs/evidence.schema.json', import.meta.url));

export function describeShape(): unknown {
  return JSON.parse(JSON.stringify(z.toJSONSchema(evidenceSchema)));
}

if (import.meta.main) writeFileSync(PUBLISHED, JSON.stringify(describeShape(), null, 2));
