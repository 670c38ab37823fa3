import type { ErrorHelp } from './help.ts';

/** What goes wrong with evidence, exports, erasures and notifications. */
export const RECORDS_ERRORS = {
  'records.audit-query': {
    meaning:
      'An audit query of Genesys Cloud failed, or was not done in time; it stands in the evidence as a gap.',
    cure: 'Ask for the evidence again a little later.',
  },
  'records.job-gone': {
    meaning: 'Genesys Cloud does not have the job of an export any more; its results expire.',
    cure: 'Run the export again: it starts another job for that part.',
  },
  'records.unconfirmed': {
    meaning: 'An erasure was asked for without the Genesys id as confirmation, or with another one.',
    cure: 'Look at the person first, then give the Genesys id: erase USER --confirm ID.',
  },
  'records.legal-hold': {
    meaning: 'The person is under legal hold; nothing was erased.',
    cure: 'Ask whoever keeps the list; then take the person out of erasure.legalHold or its file.',
  },
  'records.legal-hold-unreadable': {
    meaning: 'The file with the legal-hold list cannot be read; nobody is erased meanwhile.',
    cure: 'Correct erasure.legalHoldFile, or let the bridge read the file.',
  },
  'records.not-offboarded': {
    meaning: 'The person is active, or the offboarding is not complete.',
    cure: 'Offboard the person and wait for the end: status USER.',
  },
  'records.erasure-open': {
    meaning: 'Another erasure of the same person is under way.',
    cure: 'Wait for its end: erase USER shows how far it is.',
  },
  'records.erased': {
    meaning: 'The person has been deleted by a GDPR request.',
    cure: 'Nothing: there is nothing left to erase.',
  },
  'offboarding.erased': {
    meaning: 'Somebody is to return whom a GDPR request deletes or has deleted.',
    cure: 'Nothing brings this account back. Let the identity provider create a new user once the erasure is complete.',
  },
  'cli.no-journey': {
    meaning: 'Evidence was asked for of somebody who has neither left nor come back.',
    cure: 'See: status USER.',
  },
  'cli.file-refused': {
    meaning: 'A file cannot be written, or is there already.',
    cure: 'Give another name, or take the old file away.',
  },
  'cli.unconfirmed': {
    meaning: 'An erasure was not confirmed with the Genesys id of the person.',
    cure: 'Type the id that is shown, or give it with --confirm.',
  },
  'cli.export-other': {
    meaning: 'The folder has another export, or files that this one would write.',
    cure: 'Give another --output, or --overwrite to begin anew.',
  },
  'cli.export-unreadable': {
    meaning: 'The manifest in the folder is none of an export, or cannot be read.',
    cure: 'Give another --output, or --overwrite to begin anew.',
  },
  'cli.export-job': {
    meaning: "Genesys' job for a part of the export failed or was cancelled.",
    cure: 'Run the export again: it starts another job; if it recurs, give Genesys support the job id.',
  },
  'notifications.none-failed': {
    meaning: 'No notification has failed, or none with this id.',
    cure: 'See: notifications list.',
  },
} as const satisfies Readonly<Record<string, ErrorHelp>>;
