/** What an administrator wants to know who found an error's code in a log, an answer or the audit trail. */
export interface ErrorHelp {
  /** What has happened, in one sentence. */
  readonly meaning: string;
  /** What to do about it; says so where nothing is to be done. */
  readonly cure: string;
}
