import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf, ScimServer } from './scim/harness.ts';

/** A server with a clock that stands still, for a client with this rate. */
function serverAt(rate: { perSecond: number; burst: number }) {
  const time = { now: 0 };
  const server = new ScimServer({ clock: () => time.now });
  server.settings = { patchAnswer: 200, scope: 'all', readOnly: false, dryRun: false, rate };
  const send = async (times: number, token?: string): Promise<number[]> => {
    const statuses: number[] = [];
    const options = token === undefined ? {} : { token };
    for (let time = 0; time < times; time += 1)
      statuses.push((await server.get('/Users/u0001', options)).status);
    return statuses;
  };
  return { server, time, send };
}

describe('the request rate of a client', () => {
  it('lets a burst through and refuses what is beyond it with 429 and Retry-After', async () => {
    const { server, send } = serverAt({ perSecond: 2, burst: 3 });
    expect(await send(4)).toEqual([200, 200, 200, 429]);
    const refused = await server.get('/Users/u0001');
    expect(errorOf(refused)).toBe('429');
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.body.detail).toBe(
      "Client 'test' may send 2 requests a second and 3 at once: send this one again later",
    );
    expect(server.users.calls).toHaveLength(3);
  });

  it('grants what the rate allows as time goes by, and no more than a burst after a long rest', async () => {
    const { time, send } = serverAt({ perSecond: 2, burst: 3 });
    await send(3);
    time.now = 400;
    expect(await send(1)).toEqual([429]);
    time.now = 500;
    expect(await send(2)).toEqual([200, 429]);
    time.now = 3_600_000;
    expect(await send(4)).toEqual([200, 200, 200, 429]);
  });

  it('is never more than the burst and what the time has granted since', async () => {
    const steps = fc.array(fc.record({ waitMs: fc.nat(3_000), requests: fc.integer({ min: 1, max: 6 }) }), {
      maxLength: 8,
    });
    const rates = fc.record({
      perSecond: fc.integer({ min: 1, max: 5 }),
      burst: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(rates, steps, async (rate, taken) => {
        const { time, send } = serverAt(rate);
        let accepted = 0;
        for (const { waitMs, requests } of taken) {
          time.now += waitMs;
          accepted += (await send(requests)).filter((status) => status === 200).length;
          const granted = rate.burst + (time.now / 1_000) * rate.perSecond;
          expect(accepted).toBeLessThanOrEqual(granted + 1e-6);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('says in whole seconds when to come again', async () => {
    const { server, send } = serverAt({ perSecond: 0.1, burst: 1 });
    await send(1);
    expect((await server.get('/Users/u0001')).headers['retry-after']).toBe('10');
  });

  it('holds for every endpoint but discovery, before a body is read', async () => {
    const { server, send } = serverAt({ perSecond: 1, burst: 1 });
    await send(1);
    expect(errorOf(await server.get('/Groups'))).toBe('429');
    expect(errorOf(await server.post('/Users', '{broken'))).toBe('429');
    expect((await server.get('/Schemas', { token: false })).status).toBe(200);
  });

  it('is for each client by itself', async () => {
    const { server, send } = serverAt({ perSecond: 1, burst: 1 });
    await send(2);
    server.clientName = 'other';
    expect(await send(2)).toEqual([200, 429]);
  });

  it('does not count what has no valid token', async () => {
    const { server, send } = serverAt({ perSecond: 1, burst: 1 });
    for (let time = 0; time < 3; time += 1) await server.get('/Users', { token: false });
    expect(await send(1)).toEqual([200]);
  });
});
