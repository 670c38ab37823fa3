import { describe, expect, it, vi } from 'vitest';
import { FakeClock } from './fake-clock.ts';
import { aUser, type Reply, USER_ID } from './fake-genesys.ts';
import { CALL, connect, failureOf } from './with-genesys.ts';

const PROBE = '/api/v2/tokens/me';

/** Lets five calls in a row go without an answer. */
async function loseGenesys(probed: Reply) {
  const clock = new FakeClock();
  let isAway = true;
  const { fake, genesys } = await connect(
    ({ path }) => (path === PROBE ? probed : isAway ? { drop: true } : { body: aUser }),
    { clock },
  );
  const change = () => genesys.users.update(USER_ID, { version: 1 }, CALL);
  for (let call = 0; call < 5; call += 1) await failureOf(change());
  const probes = () => fake.requests.filter(({ path }) => path === PROBE).length;
  return { clock, fake, genesys, change, probes, comeBack: () => (isAway = false) };
}

describe('a Genesys Cloud that went away', () => {
  it.each([
    ['answers', { body: {} }],
    ['refuses', { status: 403, body: { code: 'missing.permissions' } }],
    ['fails', { status: 500 }],
  ])('is back when it %s a question that nobody waits for', async (_what, answer) => {
    const { clock, genesys, fake, change, probes, comeBack } = await loseGenesys(answer);
    const made = fake.requests.length;
    expect(await failureOf(change())).toMatchObject({ code: 'genesys.unreachable', retryAfterSeconds: 2 });
    expect(fake.requests).toHaveLength(made);
    comeBack();
    await clock.advance(2_000);
    await vi.waitFor(() => expect(genesys.gateStatus().answers).toBe(true));
    expect(probes()).toBe(1);
    await expect(change()).resolves.toMatchObject({ id: USER_ID });
  });

  it('is not back when that has no answer either', async () => {
    const { clock, genesys, probes } = await loseGenesys({ drop: true });
    await clock.advance(2_000);
    await vi.waitFor(() => expect(probes()).toBe(1));
    expect(genesys.gateStatus().answers).toBe(false);
  });
});
