import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ATTRIBUTE_MAPPING } from '../../../src/provisioning/mapping/attribute-table.ts';
import { loadSchemaCatalogue } from '../../../src/scim/schema/catalogue.ts';

const PAGE = readFileSync(new URL('../../../docs/mapping.md', import.meta.url), 'utf8');
const PREFIXES: Readonly<Record<string, string>> = { EnterpriseUser: 'enterprise ', GenesysUser: 'Genesys ' };
/** Not mapped: the bridge's own, and what RFC 7643 gives every resource. */
const OWN = ['OffboardingUser'];

describe('docs/mapping.md', () => {
  it('has exactly the lines of the table in the code', () => {
    const names = (list: string) => list.split(', ').map((name) => name.replace(/(\S+)$/, '`$1`'));
    const lines = ATTRIBUTE_MAPPING.map(
      ({ scim, genesys, notes }) =>
        `| ${names(scim).join(', ')} | ${genesys} |${notes === '' ? '' : ` ${notes}`} |`,
    );
    const header = '| SCIM | Genesys Cloud | notes |\n|---|---|---|\n';
    expect(PAGE).toContain(`${header}${lines.join('\n')}\n`);
  });
});

describe('the table', () => {
  const mapped = ATTRIBUTE_MAPPING.flatMap(({ scim }) => scim.split(', '));

  it('has every attribute that is published, once, and no other', () => {
    const { core, extensions } = loadSchemaCatalogue().users;
    const published = [core, ...extensions]
      .filter(({ name }) => !OWN.includes(name))
      .flatMap(({ name, attributes }) => attributes.map((each) => `${PREFIXES[name] ?? ''}${each.name}`));
    expect([...mapped].sort()).toEqual(['id', 'externalId', ...published].sort());
  });
});
