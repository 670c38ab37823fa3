import { expect, it } from 'vitest';
import { readSchemaDocument } from '../../../src/scim/schema/document.ts';
import { renderTypes } from './render-types.ts';

const enterprise = { name: 'EnterpriseUserAttributes', schema: readSchemaDocument('enterprise-user.json') };
const genesys = { name: 'GenesysUserAttributes', schema: readSchemaDocument('genesys-user.json') };
const offboarding = {
  name: 'OffboardingUserAttributes',
  schema: readSchemaDocument('offboarding-user.json'),
};
const extensions = [enterprise, genesys, offboarding];
const user = { name: 'UserAttributes', schema: readSchemaDocument('user.json'), extensions };
const group = { name: 'GroupAttributes', schema: readSchemaDocument('group.json'), extensions: [] };

it('the types are those of the published schemas', async () => {
  await expect(renderTypes([user, ...extensions, group])).toMatchFileSnapshot(
    '../../../src/scim/schema/resource-types.ts',
  );
});
