import { done, type Step } from './step.ts';

/** Mailbox, phones and numbers are for people to reassign: the step changes none and says what there is. */
export const telephonyStep: Step = {
  name: 'telephony',
  about: {
    does: 'reports mailbox, phones and numbers that are still assigned to the person; changes none',
    calls: ['GET /voicemail/userpolicies/{id}', 'GET /telephony/providers/edges/phones'],
    permissions: ['telephony:plugin:all'],
    evidence: 'whether there is a mailbox; phones; numbers and extensions',
    undo: 'nothing to undo',
  },
  async perform({ genesys, userId, call, held }) {
    const voicemail = await genesys.voicemail.isEnabled(userId, call);
    const phones = await genesys.phones.ofUser(userId, call);
    const addresses = (await held.user())?.addresses ?? [];
    const numbers = addresses
      .filter(({ mediaType }) => mediaType === 'PHONE')
      .map(({ type, address, extension }) => ({ type, number: address ?? extension }));
    return done({ voicemail, phones, numbers });
  },
};
