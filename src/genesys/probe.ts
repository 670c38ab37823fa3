import type { TokensApi } from 'purecloud-platform-client-v2';
import { healthBehind } from './caller.ts';
import { describeFailure } from './failures.ts';
import type { Health } from './governor/breaker.ts';
import type { Clock } from './governor/clock.ts';
import type { Operation } from './operation.ts';
import type { Sender } from './sender.ts';

/** Needs no permission, and a log-in where the token has expired. */
const GET_TOKEN: Operation = { method: 'GET', path: '/api/v2/tokens/me' };

/** Whether Genesys answers, found out while nobody waits for it: with any answer it does, a refusal among them. */
export async function probeGenesys(
  api: TokensApi,
  sender: Pick<Sender, 'send' | 'redact'> | undefined,
  clock: Clock,
): Promise<Health> {
  if (sender === undefined) return 'unknown';
  try {
    await sender.send(GET_TOKEN, { priority: 'background' }, 1, () => api.getTokensMe());
    return 'up';
  } catch (thrown) {
    const redact = (text: string) => sender.redact(text);
    const health = healthBehind(describeFailure(thrown, { operation: GET_TOKEN, now: clock.now(), redact }));
    return health === 'failing' ? 'up' : health;
  }
}
