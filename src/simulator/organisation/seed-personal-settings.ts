import type { UserRecord, Verifier } from './model.ts';
import type { Organisation } from './organisation.ts';
import type { StableDice } from './stable-ids.ts';

/** Every tenth person logs in with a second factor, the model agent of demonstrations too. */
const VERIFIED_EVERY = 10;
const BACKED_UP_EVERY = 25;

function verifiersOf(dice: StableDice, user: UserRecord): Verifier[] {
  const id = dice.uuid('verifier', user.ordinal);
  return [{ id, name: 'Authenticator app', type: 'TOTP', enabled: true, default: true }];
}

/** Second factors, and people who take the direct calls of others. */
export function seedPersonalSettings(organisation: Organisation, dice: StableDice): void {
  const people = organisation.users.all();
  const [model] = people;
  for (const user of people) {
    if (user.state === 'deleted') continue;
    if (user.ordinal % VERIFIED_EVERY === 0) organisation.verifiers.set(user.id, verifiersOf(dice, user));
    if (user.ordinal % BACKED_UP_EVERY !== 1 || model === undefined) continue;
    const backup = { queueId: undefined, userId: model.id, waitForAgent: true, agentWaitSeconds: 20 };
    organisation.backups.set(user.id, backup);
  }
}
