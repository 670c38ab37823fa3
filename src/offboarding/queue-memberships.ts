import type { CallOptions } from '../genesys/call-options.ts';
import type { Genesys } from '../genesys/client.ts';

export interface Membership {
  readonly id: string;
  readonly name?: string;
  readonly joined: boolean;
}

/** Every queue of a person: Genesys lists those joined and those not separately. */
export async function readMemberships(
  genesys: Genesys,
  userId: string,
  call: CallOptions,
): Promise<Membership[]> {
  const [joined, notJoined] = await Promise.all([
    genesys.queues.ofUser(userId, { joined: true }, call),
    genesys.queues.ofUser(userId, { joined: false }, call),
  ]);
  return [
    ...joined.map((queue) => ({ ...queue, joined: true })),
    ...notJoined.map((queue) => ({ ...queue, joined: false })),
  ];
}
