import { BridgeError } from '../errors.ts';

export function notFound(what: string): BridgeError {
  return new BridgeError(`${what} not found`, { code: 'admin.not-found', status: 404 });
}
