import { PlatformError } from '../http/platform-error.ts';

type ScimType = 'invalidFilter' | 'invalidPath' | 'invalidValue' | 'invalidVers' | 'mutability' | 'noTarget';

/** A refusal in SCIM's own words. */
export class ScimRefusal extends PlatformError {
  readonly scimType: ScimType;

  constructor(scimType: ScimType, detail: string, status = 400) {
    super(status, scimType, detail);
    this.scimType = scimType;
  }
}

function scimTypeOf(error: PlatformError): object {
  if (error instanceof ScimRefusal) return { scimType: error.scimType };
  if (error.status === 409) return { scimType: 'uniqueness' };
  return error.status === 400 ? { scimType: 'invalidValue' } : {};
}

const PREFIX = '/api/v2/scim/';

export function isScimPath(path: string): boolean {
  return path.startsWith(PREFIX);
}

/** `ScimError`; FACTS 11: refusals below these paths have its shape, not that of the rest of the Platform API. */
export function scimErrorBody(error: PlatformError): object {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(error.status),
    ...scimTypeOf(error),
    detail: error.message,
  };
}
