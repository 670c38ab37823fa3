import { BridgeError } from '../errors.ts';

const LONGEST = 1024;

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\u007f');
}

/** Refuses text that the SDK's escaping would not keep inside one path segment (FACTS section 14). */
export function assertPathSegment(what: string, value: string): void {
  const climbs = value === '.' || value === '..';
  const usable = value !== '' && value.length <= LONGEST && value.isWellFormed();
  if (!climbs && usable && !hasControlCharacter(value)) return;
  throw new BridgeError(
    `${what} cannot be empty, '.', '..', longer than ${LONGEST} or hold control characters`,
    {
      code: 'genesys.bad-segment',
      status: 400,
      scimType: 'invalidValue',
    },
  );
}
