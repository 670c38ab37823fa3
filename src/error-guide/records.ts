import type { ErrorHelp } from './help.ts';

/** What goes wrong with evidence, exports and erasures. */
export const RECORDS_ERRORS = {
  'records.audit-query': {
    meaning:
      'An audit query of Genesys Cloud failed, or was not done in time; it stands in the evidence as a gap.',
    cure: 'Ask for the evidence again a little later.',
  },
} as const satisfies Readonly<Record<string, ErrorHelp>>;
