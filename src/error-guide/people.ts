import type { ErrorHelp } from './help.ts';

/** Errors about users, groups and their journeys. */
export const PEOPLE_ERRORS = {
  'user.not-found': {
    meaning: 'No user has this id, it was deleted over SCIM, or the client may not see it.',
    cure: 'Look with history or the admin API who the id was; a POST for the same userName brings a deleted user back.',
  },
  'user.conflict': {
    meaning: 'The userName, e-mail address or externalId belongs to another user already.',
    cure: 'The message names the holder: link that user at the identity provider, or correct the value there.',
  },
  'user.changed-meanwhile': {
    meaning: 'Somebody else changed the same attribute in Genesys Cloud at the same time.',
    cure: 'Nothing: the client repeats it. If it recurs, two systems write the same attribute; leave it to one.',
  },
  'user.no-user-name': {
    meaning: 'The required attribute userName is missing.',
    cure: 'Map it at the identity provider.',
  },
  'user.no-email': {
    meaning: 'Genesys Cloud needs an e-mail address and the request has none.',
    cure: 'Map a work e-mail, use addresses as userName, or set provisioning.emailDomain.',
  },
  'user.bad-email': {
    meaning: 'An e-mail address is none.',
    cure: 'Correct it at the source; the message shows it.',
  },
  'user.bad-date': {
    meaning: 'The dateHire is no date.',
    cure: 'Map a date such as 2026-01-31.',
  },
  'user.bad-manager': {
    meaning: "The manager is not given as this server's id of a user.",
    cure: "Map the manager's SCIM id, not the name or the id of the identity provider.",
  },
  'user.unknown-manager': {
    meaning: 'The manager does not exist in Genesys Cloud.',
    cure: 'Provision the manager first.',
  },
  'user.unknown-division': {
    meaning: 'The division does not exist in Genesys Cloud.',
    cure: 'Create it there or correct the mapping.',
  },
  'user.no-role-division': {
    meaning: 'The policy names a division in provisioning.roleDivision that does not exist.',
    cure: 'Correct the policy file, or create the division.',
  },
  'user.bad-entitlement': {
    meaning: 'A role, skill or language does not exist, is named twice or has a wrong proficiency.',
    cure: 'The message names it: create it in Genesys Cloud or correct the mapping. Nothing was changed.',
  },
  'user.bad-external-id': {
    meaning: 'An external id is empty, too long, or of an authority that the client may not write.',
    cure: 'The message says which; docs/mapping.md has the rules.',
  },
  'user.bad-password': {
    meaning: "Genesys Cloud refused the password by the organisation's rules.",
    cure: 'Do not map a password where people sign in by single sign-on; otherwise meet the rules.',
  },
  'creation.not-searchable-yet': {
    meaning: "It has been created, but Genesys Cloud's search does not show it yet.",
    cure: 'Nothing: a repeat finishes the same creation.',
  },
  'list.too-many': {
    meaning: 'The list would need a look at more people or groups than one request may cause.',
    cure: "Filter with 'eq' on an attribute that the message names, or read by cursor without sorting.",
  },
  'group.not-found': {
    meaning: 'No group has this id, or the client may not see it.',
    cure: 'Push the group again from the identity provider.',
  },
  'group.conflict': {
    meaning: 'Another group has this name or externalId already.',
    cure: 'Link the existing group at the identity provider, or rename one.',
  },
  'group.gone-meanwhile': {
    meaning: 'The group, or somebody who joins or leaves it, was deleted while the request was at it.',
    cure: 'Nothing: the client repeats it, and learns what is gone.',
  },
  'group.no-name': {
    meaning: 'The required attribute displayName is missing.',
    cure: 'Map it at the identity provider.',
  },
  'group.no-member-id': {
    meaning: 'A member has no value.',
    cure: "Send each member as an object whose value is the user's id.",
  },
  'group.nested': {
    meaning: 'A member is a group; Genesys Cloud has no nested groups.',
    cure: 'Assign the people themselves, or flatten the group at the identity provider.',
  },
  'group.unknown-member': {
    meaning: 'A member does not exist as a user; nothing was changed.',
    cure: 'Provision the user first, or take it out of the group.',
  },
  'group.dynamic': {
    meaning: 'A rule in Genesys Cloud decides who is in the group.',
    cure: 'Do not push this group, or remove the rule.',
  },
  'group.members-refused': {
    meaning: 'Genesys Cloud refuses to change the members of the group.',
    cure: 'Look there whether a rule decides who is in it, or whether it is an official group.',
  },
  'group.foreign': {
    meaning: "The group was not created by this client, whose policy says 'scope: own'.",
    cure: 'Rename or delete it with the client that created it, or widen clients.NAME.scope.',
  },
  'guard.held': {
    meaning:
      'The client deactivated more people than the guard lets pass; further deactivations wait for an administrator.',
    cure: "Look whether that is meant, then 'guard release CLIENT' or 'guard reject CLIENT'.",
  },
  'guard.rejected': {
    meaning: 'An administrator has rejected the deactivations that the guard held back.',
    cure: 'Correct the assignment at the identity provider.',
  },
  'guard.not-held': {
    meaning: 'The guard holds nothing back for this client.',
    cure: 'See: guard status.',
  },
  'conversations.not-waiting': {
    meaning: 'No offboarding of this person waits for conversations.',
    cure: 'Nothing: it has gone on already, or has not come to that step.',
  },
  'offboarding.stuck': {
    meaning: 'The request was accepted, and a step of it needs help before it can be answered with success.',
    cure: 'The message names step and cause; when that is cured the step runs by itself, or at once by a repeat.',
  },
  'offboarding.superseded': {
    meaning: 'A newer request for the same person took the place of this one.',
    cure: 'Nothing, if that is meant; otherwise two systems disagree about the person.',
  },
  'offboarding.unfinished': {
    meaning: 'The request was accepted and is not done yet.',
    cure: 'Nothing: a repeat joins it. If it recurs, look at genesys.throttled and genesys.unreachable.',
  },
  'offboarding.unverified': {
    meaning: 'Genesys Cloud does not show yet what a step has done.',
    cure: 'Nothing at first: the step runs again. Once stuck, look in Genesys Cloud for what the message lists.',
  },
  'offboarding.nothing-open': {
    meaning: 'Somebody wants to retry or cancel, and no step of the person is open.',
    cure: 'Nothing; status shows what became of the last offboarding or return.',
  },
  'offboarding.no-such-step': {
    meaning: 'The step to be tried again is not open.',
    cure: 'The message lists those that are.',
  },
  'offboarding.half-way': {
    meaning: 'What is left cannot be cancelled before the person is locked out, or active again.',
    cure: 'Retry what is stuck, or turn round: restore the person, or offboard them again.',
  },
  'offboarding.snapshot-key': {
    meaning: 'A snapshot was encrypted with a key that the bridge does not have.',
    cure: 'Add that key to BRIDGE_ENCRYPTION_KEY; old keys stay in the list as long as snapshots use them.',
  },
} as const satisfies Readonly<Record<string, ErrorHelp>>;
