import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { evidenceSchema } from '../../src/records/evidence/document.ts';
import { describeShape, PUBLISHED } from './published-schema.ts';

it('is published as the JSON schema that documents have (node test/records/published-schema.ts)', () => {
  expect(JSON.parse(readFileSync(PUBLISHED, 'utf8'))).toEqual(describeShape());
});

it('has a word for every part on its page', () => {
  const page = readFileSync(new URL('../../docs/evidence.md', import.meta.url), 'utf8');
  for (const part of Object.keys(evidenceSchema.shape)) expect(page).toContain(`\`${part}\``);
});
