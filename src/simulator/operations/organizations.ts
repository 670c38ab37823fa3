import { type Call, NO_PERMISSION, type Operation, ok, pathText, type Reply } from './operation.ts';

const LIMITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'auth.api': { 'max.role.assignments': 500 },
  directory: { 'external.ids.per.user': 100 },
};

function getOrganization({ world }: Call): Reply {
  const { id, name } = world.organisation;
  return ok({
    id,
    name,
    defaultLanguage: 'en-us',
    defaultCountryCode: 'US',
    thirdPartyOrgName: 'meridian',
    domain: 'meridian',
    version: 1,
    state: 'active',
    voicemailEnabled: true,
    productPlatform: 'GenesysCloud',
    features: { purecloud: true },
    selfUri: '/api/v2/organizations/me',
  });
}

function listLimits(call: Call): Reply {
  const namespace = pathText(call, 'namespaceName');
  const { rateLimit } = call.world;
  const rates = {
    'client.credentials.token.rate.per.minute': rateLimit,
    'token.rate.per.minute': rateLimit,
    'org.app.user.rate.per.minute': 3000,
  };
  const limits = namespace === 'platform.api' ? rates : (LIMITS[namespace] ?? {});
  return ok({ entities: Object.entries(limits).map(([key, value]) => ({ key, namespace, value })) });
}

export const organizationOperations: readonly Operation[] = [
  { method: 'GET', path: '/organizations/me', permissions: NO_PERMISSION, handle: getOrganization },
  {
    method: 'GET',
    path: '/organizations/limits/namespaces/{namespaceName}',
    permissions: NO_PERMISSION,
    handle: listLimits,
  },
];
