import { beforeEach, describe, expect, it } from 'vitest';
import { Admission, type Admitted } from '../../../src/http/scim/admission.ts';
import { ScimServer } from './harness.ts';

let elapsed: number;
let refused: Admitted[];
let told: unknown[];
let admission: Admission;

beforeEach(() => {
  elapsed = 0;
  refused = [];
  told = [];
  admission = new Admission({
    clock: () => elapsed,
    onRefused: (kind) => refused.push(kind),
    log: { warn: (_message, fields) => told.push(fields) },
  });
});

const enter = (count: number, kind: Admitted = 'other') =>
  Array.from({ length: count }, () => admission.enter(kind));

describe('a request', () => {
  it('is let in beside any number of others that have just come', () => {
    expect(enter(5_000)).toHaveLength(5_000);
    elapsed = 1_999;
    expect(enter(1)).toHaveLength(1);
    expect(refused).toEqual([]);
  });

  it('is refused while thirty have been waiting for two seconds, until one of them is over', () => {
    const [leave] = enter(30);
    elapsed = 2_000;
    expect(() => enter(1)).toThrow(
      expect.objectContaining({ code: 'scim.busy', status: 503, retryAfterSeconds: 10 }),
    );
    leave?.();
    expect(enter(1)).toHaveLength(1);
    expect(() => enter(1, 'user-change')).not.toThrow();
    expect(refused).toEqual(['other']);
  });

  it('does not wait for those that were over before they were old', () => {
    for (const leave of enter(100)) leave();
    elapsed = 2_000;
    expect(enter(1)).toHaveLength(1);
  });

  it('that changes a user is let in until two thousand wait', () => {
    enter(1_999, 'user-change');
    elapsed = 2_000;
    const [leave] = enter(1, 'user-change');
    elapsed = 4_000;
    expect(() => enter(1, 'user-change')).toThrow(expect.objectContaining({ code: 'scim.busy' }));
    leave?.();
    expect(enter(1, 'user-change')).toHaveLength(1);
  });

  it('that is refused is told of once a minute', () => {
    enter(30);
    const knock = () => expect(() => enter(1)).toThrow();
    for (elapsed of [2_000, 2_001, 61_999, 62_000]) knock();
    expect(told).toEqual([
      { kind: 'other', waiting: 30 },
      { kind: 'other', waiting: 30 },
    ]);
  });
});

describe('while thirty reads wait', () => {
  let held: PromiseWithResolvers<void>;
  let server: ScimServer;
  let reads: Promise<{ readonly status: number }>[];

  beforeEach(async () => {
    held = Promise.withResolvers();
    server = new ScimServer({ admission });
    const { users } = server;
    const get = users.get.bind(users);
    let waiting = 0;
    users.get = async (id, ...rest) => {
      if (id === 'u0002') return await get(id, ...rest);
      waiting += 1;
      await held.promise;
      return await get(id, ...rest);
    };
    reads = Array.from({ length: 30 }, () => server.get('/Users/u0001'));
    while (waiting < 30) await new Promise((resolve) => setImmediate(resolve));
    elapsed = 2_000;
  });

  it('a read is 503 at once, and no failure for the log', async () => {
    const { status, headers, body } = await server.get('/Users/u0002');
    expect([status, headers['retry-after']]).toEqual([503, '10']);
    expect(body).toMatchObject({ status: '503', detail: expect.stringContaining('The bridge is busy') });
    expect(server.errors).toEqual([]);
    held.resolve();
    expect((await Promise.all(reads)).map((read) => read.status)).toEqual(Array(30).fill(200));
    expect((await server.get('/Users/u0002')).status).toBe(200);
  });

  it.each([
    [
      'PATCH',
      '/Users/u0002',
      {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'active', value: false }],
      },
      200,
    ],
    ['DELETE', '/Users/u0002', undefined, 204],
    ['POST', '/Users', {}, 503],
    ['PATCH', '/Groups/g0001', {}, 503],
  ])('%s %s', async (method, path, body, expected) => {
    const answer = await server.ask(method, path, body);
    expect(answer.status).toBe(expected);
    held.resolve();
    await Promise.all(reads);
  });
});
