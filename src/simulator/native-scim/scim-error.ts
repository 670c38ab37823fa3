import { PlatformError } from '../http/platform-error.ts';
import type { Call, Operation, Reply } from '../operations/operation.ts';

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

/** `ScimError`; FACTS 11: what these operations refuse has its shape, not that of the rest of the Platform API. */
function refuse(error: PlatformError): Reply {
  return {
    status: error.status,
    body: {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(error.status),
      ...scimTypeOf(error),
      detail: error.message,
    },
  };
}

export function inScimWords(handle: (call: Call) => Reply): Operation['handle'] {
  return (call) => {
    try {
      return handle(call);
    } catch (error) {
      if (error instanceof PlatformError) return refuse(error);
      throw error;
    }
  };
}
