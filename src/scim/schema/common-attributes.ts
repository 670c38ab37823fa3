/** RFC 7643 section 3.1: the attributes every resource has and no schema definition lists. */

import { type AttributeTable, compileAttributes } from './attribute.ts';
import type { AttributeDocument } from './document.ts';

type Characteristics = Omit<AttributeDocument, 'name' | 'description'>;

const READ_ONLY_STRING: Characteristics = {
  type: 'string',
  multiValued: false,
  required: false,
  caseExact: true,
  mutability: 'readOnly',
  returned: 'default',
};

function common(name: string, characteristics: Partial<Characteristics> = {}): AttributeDocument {
  return { ...READ_ONLY_STRING, name, description: '', ...characteristics };
}

export const COMMON_ATTRIBUTES: AttributeTable = compileAttributes([
  common('schemas', { type: 'reference', multiValued: true, returned: 'always' }),
  common('id', { returned: 'always' }),
  common('externalId', { mutability: 'readWrite' }),
  common('meta', {
    type: 'complex',
    subAttributes: [
      common('resourceType'),
      common('created', { type: 'dateTime' }),
      common('lastModified', { type: 'dateTime' }),
      common('location', { type: 'reference' }),
      common('version'),
    ],
  }),
]);
