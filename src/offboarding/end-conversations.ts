/** An administrator's command not to wait for conversations any longer, but to end them. */

import { BridgeError } from '../errors.ts';
import { type Administrator, recordAudit } from '../store/audit.ts';
import { isOpen, listSteps, markStep } from '../store/offboarding-steps.ts';
import type { Store } from '../store/open.ts';
import { lockPerson } from '../store/people.ts';
import { hastenLook } from '../store/queue.ts';
import { conversationsStep } from './steps/conversations.ts';

/**
 * The step that waits runs again at once and disconnects. Throws `conversations.not-waiting` where no
 * journey of the person waits for any.
 */
export async function endConversations(
  store: Store,
  userId: string,
  by: Administrator,
  now: Date,
): Promise<{ userId: string; offboardingId: string }> {
  return await store.db.transaction().execute(async (transaction) => {
    const { offboardingId } = await lockPerson(transaction, userId, now);
    const steps = offboardingId === undefined ? [] : await listSteps(transaction, offboardingId);
    const step = steps.find((each) => each.name === conversationsStep.name && isOpen(each));
    if (offboardingId === undefined || step === undefined) {
      throw new BridgeError(`No offboarding of ${userId} waits for conversations`, {
        code: 'conversations.not-waiting',
        status: 409,
      });
    }
    await markStep(transaction, step, { ...step.evidence, disconnectBy: by.actor }, now);
    await hastenLook(transaction, userId);
    const entry = { ...by, at: now, subject: userId, detail: { offboardingId } };
    await recordAudit(transaction, { ...entry, action: 'conversations.end-commanded' });
    return { userId, offboardingId };
  });
}
