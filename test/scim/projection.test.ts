import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BridgeError } from '../../src/errors.ts';
import { Projection } from '../../src/scim/projection.ts';
import { renderResource } from '../../src/scim/render.ts';
import { loadSchemaCatalogue } from '../../src/scim/schema/catalogue.ts';
import { ENTERPRISE } from './memory-backend.ts';

const { schema } = loadSchemaCatalogue().users;
const resource = {
  id: 'a b/c',
  meta: { version: 'W/"1"' },
  attributes: {
    userName: 'jo',
    password: 'secret',
    unknown: 'x',
    title: '',
    emails: [],
    groups: [{ value: 'g 1', display: 'One' }],
    [ENTERPRISE]: { manager: { value: '2' }, costCenter: null },
  },
};
const render = (parameters: ConstructorParameters<typeof Projection>[1]) =>
  renderResource(schema, new Projection(schema, parameters), resource, 'https://x/scim');

describe('renderResource', () => {
  it('gives schemas, location and references, and leaves out what is unassigned, unknown or secret', () => {
    expect(render({})).toEqual({
      schemas: [schema.id, ENTERPRISE],
      id: 'a b/c',
      userName: 'jo',
      groups: [{ value: 'g 1', $ref: 'https://x/scim/Groups/g%201', display: 'One' }],
      [ENTERPRISE]: { manager: { value: '2', $ref: 'https://x/scim/Users/2' } },
      meta: { resourceType: 'User', location: 'https://x/scim/Users/a%20b%2Fc', version: 'W/"1"' },
    });
  });

  it('lists only the extensions that it carries', () => {
    expect(render({ excludedAttributes: ENTERPRISE }).schemas).toEqual([schema.id]);
    expect(render({ attributes: [`${ENTERPRISE}:costCenter`] })).toEqual({
      schemas: [schema.id],
      id: 'a b/c',
    });
  });
});

describe('Projection', () => {
  it('takes the core schema as all of its attributes', () => {
    expect(Object.keys(render({ attributes: schema.id })).sort()).toEqual([
      'groups',
      'id',
      'meta',
      'schemas',
      'userName',
    ]);
  });

  it('keeps the whole attribute when a part of it is named as well', () => {
    for (const attributes of ['emails,emails.value', 'emails.value,emails']) {
      const emails = schema.attributes.get('emails');
      const type = emails?.subAttributes.get('type');
      if (emails === undefined || type === undefined) throw new Error('emails.type is in the schema');
      expect(new Projection(schema, { attributes }).includesSub(undefined, emails, type)).toBe(true);
    }
  });

  it('never shows a password, and never fails but with a 400', () => {
    const parameter = fc.oneof(
      fc.string(),
      fc.array(fc.string()),
      fc.constantFrom('password', 'PASSWORD,id', '__proto__'),
      fc.anything(),
    );
    fc.assert(
      fc.property(parameter, parameter, (attributes, excludedAttributes) => {
        try {
          expect(JSON.stringify(render({ attributes, excludedAttributes }))).not.toContain('secret');
        } catch (error) {
          if (!(error instanceof BridgeError)) throw error;
          expect(error.status).toBe(400);
        }
      }),
    );
  });
});
