import type { RequestHandler } from 'express';
import { badRequest } from '../scim/bad-request.ts';

/** Throws 400 for a URL with a malformed percent-encoding in its path, or with U+0000 anywhere. */
export const refuseUnreadableUrl: RequestHandler = ({ url }, _response, next) => {
  if (url.includes('%')) checkEncoding(url);
  next();
};

function checkEncoding(url: string): void {
  const [path = ''] = url.split('?', 1);
  try {
    decodeURIComponent(path);
  } catch {
    throw badRequest('invalidSyntax', 'The URL holds a malformed percent-encoding');
  }
  if (url.includes('%00')) {
    throw badRequest('invalidValue', 'The URL holds the character U+0000, which no name or value has');
  }
}
