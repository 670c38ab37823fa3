import { done, type Step } from './step.ts';

/**
 * Mailbox, phones and numbers are for people to reassign: the step changes none and says what there is. The numbers
 * themselves are with the user: evidence reaches the audit trail, which never forgets.
 */
export const telephonyStep: Step = {
  name: 'telephony',
  about: {
    does: 'reports mailbox, phones and numbers that are still assigned to the person; changes none',
    calls: ['GET /voicemail/userpolicies/{id}', 'GET /telephony/providers/edges/phones'],
    permissions: ['telephony:plugin:all'],
    evidence: 'whether there is a mailbox; ids of phones; of which kind the numbers and extensions are',
    undo: 'nothing to undo',
  },
  async perform({ genesys, userId, call, held }) {
    const voicemail = await genesys.voicemail.isEnabled(userId, call);
    const phones = await genesys.phones.ofUser(userId, call);
    const addresses = (await held.user())?.addresses ?? [];
    const numbers = addresses.filter(({ mediaType }) => mediaType === 'PHONE');
    return done({
      voicemail,
      phones: phones.map(({ id }) => id),
      numbers: numbers.map(({ type = 'unknown', extension }) =>
        extension === undefined ? type : `${type} extension`,
      ),
    });
  },
};
