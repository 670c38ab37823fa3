/**
 * Stands between the bridge and the simulated Genesys Cloud and spoils answers on the way back: wrong types,
 * missing fields, other ids, endless lists, counts and cursors that lead nowhere, pages instead of JSON.
 */

import { createServer, type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { applyDamage, damage, type Json, nastyText } from './hostile-values.ts';

export interface Lie {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Closes the connection after so many bytes of the body. */
  readonly cutAfter?: number;
}

interface Truth {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

type Lying = (truth: Truth) => Lie;

export interface Liar {
  readonly url: string;
  /** Answers spoilt so far. */
  readonly lies: number;
  /** Lies from now on, in a way that follows from the seed; about one answer in `oneIn`. */
  begin(seed: number, oneIn: number): void;
  /** Passes everything on as it is. */
  stop(): void;
  close(): Promise<void>;
}

function parse(body: Buffer): Json | undefined {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function withJson(truth: Truth, change: (value: Json) => Json): Lie {
  const value = parse(truth.body);
  return value === undefined
    ? truth
    : { ...truth, body: Buffer.from(JSON.stringify(change(value)) ?? 'null') };
}

function withFields(truth: Truth, fields: Readonly<Record<string, Json>>): Lie {
  return withJson(truth, (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value, ...fields } : value,
  );
}

const REFUSALS = [
  400, 401, 403, 404, 405, 408, 409, 410, 412, 413, 415, 418, 423, 429, 451, 500, 501, 502, 503, 504, 599,
];

const spoiltBody: fc.Arbitrary<Lying> = fc
  .array(damage, { minLength: 1, maxLength: 3 })
  .map((damages) => (truth) => withJson(truth, (value) => damages.reduce(applyDamage, value)));

const number = fc.constantFrom<Json>(-1, 0, 1e9, '7', null, 0.5);

const spoiltPage: fc.Arbitrary<Lying> = fc
  .record(
    {
      total: number,
      pageCount: number,
      pageNumber: number,
      nextUri: fc.constantFrom<Json>('/api/v2/users?pageNumber=1', '', 'http://evil.example/', null),
      cursor: fc.constantFrom<Json>('again', '', 7, null),
      entities: fc.constantFrom<Json>([], null, {}, [null], [{}], [{ id: 'x' }], [{ id: '../users' }]),
      results: fc.constantFrom<Json>([], null, [{}]),
    },
    { requiredKeys: [] },
  )
  .map((fields) => (truth) => withFields(truth, fields));

const spoiltFields: fc.Arbitrary<Lying> = fc
  .record(
    {
      id: fc.constantFrom<Json>('x', '..', '', 7, '00000000-0000-4000-8000-000000000000'),
      state: fc.constantFrom<Json>('archived', '', null, 'deleted', 'inactive'),
      version: fc.constantFrom<Json>(-1, 0, 1e300, 'x', null),
      email: nastyText,
      name: nastyText,
      type: fc.constantFrom<Json>('x', null),
      addresses: fc.constantFrom<Json>([], [{}], [{ mediaType: 'FAX', address: 'x' }], 'x'),
    },
    { requiredKeys: [] },
  )
  .map((fields) => (truth) => withFields(truth, fields));

/** Every entity over and over: more than anybody has. */
const hugeList: fc.Arbitrary<Lying> = fc.constantFrom(200, 20_000).map(
  (times) => (truth) =>
    withJson(truth, (value) => {
      const entities =
        typeof value === 'object' && value !== null && 'entities' in value ? value.entities : undefined;
      return Array.isArray(entities) && entities.length > 0 && typeof value === 'object'
        ? {
            ...value,
            entities: Array.from({ length: times }, (_, index) => entities[index % entities.length] ?? null),
          }
        : value;
    }),
);

const html = Buffer.from(
  '<!doctype html><html><body><pre>Error: at Object.<anonymous> (/srv/x.ts:1)</pre></body></html>',
);

const page: fc.Arbitrary<Lying> = fc
  .tuple(fc.constantFrom(200, 302, 404, 502), fc.constantFrom('text/html', 'application/json', ''))
  .map(([status, type]) => () => ({
    status,
    headers: { 'content-type': type, location: 'http://127.0.0.1:1/' },
    body: html,
  }));

const refusal: fc.Arbitrary<Lying> = fc
  .tuple(fc.constantFrom(...REFUSALS), nastyText, fc.constantFrom('0', '1', '-5', 'soon', ''))
  .map(([status, message, after]) => () => ({
    status,
    headers: { 'content-type': 'application/json', ...(after === '' ? {} : { 'retry-after': after }) },
    body: Buffer.from(JSON.stringify({ status, code: 'general.conflict', message })),
  }));

const broken: fc.Arbitrary<Lying> = fc.nat(300).map((cutAfter) => (truth) => ({ ...truth, cutAfter }));

const emptied: fc.Arbitrary<Lying> = fc
  .constantFrom('', 'null', '[]', '{}', '""', '0', '{"entities":', '\u0000')
  .map((text) => (truth) => ({ ...truth, body: Buffer.from(text) }));

const lying: fc.Arbitrary<Lying> = fc.oneof(
  { weight: 10, arbitrary: spoiltBody },
  { weight: 6, arbitrary: spoiltPage },
  { weight: 6, arbitrary: spoiltFields },
  { weight: 2, arbitrary: hugeList },
  { weight: 2, arbitrary: page },
  { weight: 6, arbitrary: refusal },
  { weight: 1, arbitrary: broken },
  { weight: 3, arbitrary: emptied },
);

const LIES_A_SEED = 2_000;

export async function startLiar(genesysUrl: string): Promise<Liar> {
  let lies: readonly Lying[] = [];
  let oneIn = 1;
  let asked = 0;
  let told = 0;

  const ask = (method: string, path: string, headers: NodeJS.Dict<string | string[]>, body: Buffer) =>
    new Promise<Truth>((resolve, reject) => {
      const upstream = requestHttp(new URL(path, genesysUrl), {
        method,
        headers: { ...headers, 'accept-encoding': '' },
      });
      upstream.on('error', reject);
      upstream.on('response', (message) => {
        const {
          'transfer-encoding': _chunked,
          'content-length': _length,
          connection: _connection,
          ...kept
        } = message.headers;
        const flat = Object.entries(kept).map(([name, value]) => [name, String(value)]);
        buffer(message).then(
          (content) =>
            resolve({ status: message.statusCode ?? 0, headers: Object.fromEntries(flat), body: content }),
          reject,
        );
      });
      upstream.end(body);
    });

  const lie = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/';
    const truth = await ask(request.method ?? 'GET', path, request.headers, await buffer(request));
    asked += 1;
    // Log-ins are told the truth: without a token nothing else would be heard.
    const isSpoilt = lies.length > 0 && !path.startsWith('/oauth/') && (asked * 7_919) % oneIn === 0;
    const lied: Lie | undefined = isSpoilt ? lies[told++ % lies.length]?.(truth) : truth;
    const { status, headers, body, cutAfter }: Lie = lied ?? truth;
    response.writeHead(status, { ...headers, 'content-length': String(body.length) });
    if (cutAfter === undefined) response.end(body);
    else response.write(body.subarray(0, cutAfter), () => request.socket.destroy());
  };

  const server = createServer((request, response) => {
    // Whoever hangs up in the middle gets no answer, and the liar goes on.
    lie(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the liar has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    get lies() {
      return told;
    },
    begin(seed, rate) {
      lies = fc.sample(lying, { numRuns: LIES_A_SEED, seed });
      oneIn = rate;
      asked = seed % rate;
    },
    stop() {
      lies = [];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
