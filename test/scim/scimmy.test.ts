import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ResourceType } from '../../src/scim/resource-type.ts';
import { loadSchemaCatalogue } from '../../src/scim/schema/catalogue.ts';
import { declareResourceTypes } from '../../src/scim/scimmy.ts';

const SOURCES = join(import.meta.dirname, '../../src');

function filesImporting(pattern: RegExp): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && pattern.test(readFileSync(join(SOURCES, file), 'utf8')))
    .map((file) => relative('.', file).split(sep).join('/'));
}

describe('scimmy stays behind its facade', () => {
  it('is imported by one module, and its routers by one', () => {
    expect(filesImporting(/['"]scimmy(\/[^'"]*)?['"]/)).toEqual(['scim/scimmy.ts']);
    expect(filesImporting(/['"]scimmy-routers(\/[^'"]*)?['"]/)).toEqual(['http/scim/route-table.ts']);
  });

  it('is never asked to parse', () => {
    const facade = readFileSync(join(SOURCES, 'scim/scimmy.ts'), 'utf8').replace(
      /\/\*[\s\S]*?\*\/|\/\/.*/g,
      '',
    );
    expect(facade).not.toMatch(/Types\.Filter|Messages|PatchOp|SearchRequest|BulkRequest|ListResponse/);
    expect(facade).not.toMatch(/super\(|new SCIMMY\.Resources|\.(read|write|patch|dispose|coerce)\(/);
  });
});

describe('declareResourceTypes', () => {
  it('is the same however often it is called', () => {
    const first = declareResourceTypes(loadSchemaCatalogue());
    expect(declareResourceTypes(loadSchemaCatalogue()).users).toBe(first.users);
    expect(first.groups).toBeInstanceOf(ResourceType);
  });
});
