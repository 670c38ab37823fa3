import type { ErrorHelp } from './help.ts';

/** What goes wrong between the bridge and Genesys Cloud. */
export const GENESYS_ERRORS = {
  'genesys.missing-permission': {
    meaning: "The OAuth client's role lacks a permission, or has it in another division.",
    cure: 'The message names it: add it to the role, in every division that people live in (docs/permissions.md).',
  },
  'genesys.credentials': {
    meaning: 'Genesys Cloud does not take the OAuth client or its token.',
    cure: 'Check GENESYSCLOUD_OAUTHCLIENT_ID, its secret, the client credentials grant and GENESYSCLOUD_REGION.',
  },
  'genesys.throttled': {
    meaning: 'The requests a minute that Genesys Cloud allows an OAuth client are spent.',
    cure: 'Nothing at first: lock-outs go first and the rest follows. For more, give several OAuth clients.',
  },
  'genesys.unreachable': {
    meaning: 'Genesys Cloud does not answer, closes connections, or answers with 5xx.',
    cure: 'Check its status page, network, proxy and GENESYSCLOUD_REGION; what was accepted goes on by itself.',
  },
  'genesys.bad-answer': {
    meaning: 'An answer is not what the Platform API promises, for example a page of a proxy.',
    cure: 'Check the region or gateway, and the proxies between.',
  },
  'genesys.conflict': {
    meaning: 'Somebody else changed the same thing in Genesys Cloud at the same time.',
    cure: 'Nothing: it is tried again.',
  },
  'genesys.refused': {
    meaning: 'Genesys Cloud refused a call for a reason that the bridge does not know.',
    cure: "The message quotes Genesys' words; give its support the correlation id from the log.",
  },
  'genesys.not-found': {
    meaning: 'Genesys Cloud does not know what a call asks for.',
    cure: 'Look whether somebody deleted it there; the message names the call.',
  },
  'genesys.aborted': {
    meaning: 'A call was given up because nobody waited for it any more.',
    cure: 'Nothing.',
  },
  'genesys.closed': {
    meaning: 'The bridge is shutting down and sends nothing more.',
    cure: 'Nothing: the work goes on after the start, or on another instance.',
  },
  'genesys.bad-id': {
    meaning: 'Something that is no UUID was to be used as an id in Genesys Cloud.',
    cure: 'Use the id that SCIM or Genesys Cloud shows.',
  },
  'genesys.bad-segment': {
    meaning: 'A value cannot be a part of a URL: it is empty, too long or has control characters.',
    cure: 'Correct the value that the message names.',
  },
  'genesys.bad-call': {
    meaning: 'The bridge could not make a call.',
    cure: 'This is a defect of the bridge: report it with the log entry.',
  },
  'genesys.bad-gateway': {
    meaning: 'GENESYSCLOUD_GATEWAY is no URL.',
    cure: 'Give for example https://gateway.example.com/genesys, or leave it out.',
  },
} as const satisfies Readonly<Record<string, ErrorHelp>>;
