import { GENESYS_ERRORS } from './genesys.ts';
import type { ErrorHelp } from './help.ts';
import { PEOPLE_ERRORS } from './people.ts';
import { RECORDS_ERRORS } from './records.ts';
import { REQUEST_ERRORS } from './requests.ts';
import { RUNNING_ERRORS } from './running.ts';

/** Every code that an error of the bridge can have; the compiler refuses one without an entry. */
export type ErrorCode =
  | keyof typeof REQUEST_ERRORS
  | keyof typeof PEOPLE_ERRORS
  | keyof typeof GENESYS_ERRORS
  | keyof typeof RUNNING_ERRORS
  | keyof typeof RECORDS_ERRORS;

export const ERROR_GUIDE: Readonly<Record<ErrorCode, ErrorHelp>> = {
  ...REQUEST_ERRORS,
  ...PEOPLE_ERRORS,
  ...GENESYS_ERRORS,
  ...RUNNING_ERRORS,
  ...RECORDS_ERRORS,
};

/** Whether a text, read from a message of another process, is a code of this version. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERROR_GUIDE, text);
}
