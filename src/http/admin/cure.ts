import { ERROR_GUIDE, isErrorCode } from '../../error-guide/guide.ts';

/** What the error guide says to do; undefined for what failed without a code. */
export function cureOf(code: string | undefined): string | undefined {
  return code !== undefined && isErrorCode(code) ? ERROR_GUIDE[code].cure : undefined;
}
