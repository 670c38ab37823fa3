/** How the server ends: what is under way is answered, and nothing else is begun. */

import { Agent, get as getOverHttp, type IncomingMessage, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../../src/http/listen.ts';
import { failureOf } from '../genesys/with-genesys.ts';

const GRACE_MS = 4_000;

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
  readonly connection: string | undefined;
}

/** Answers what each request has been let go for. */
async function startServer() {
  const arrived: { url: string; answer: () => void }[] = [];
  const handler: RequestListener = ({ url = '' }, response) => {
    arrived.push({ url, answer: () => response.end(`answer to ${url}`) });
  };
  const server = await listen(handler, '127.0.0.1', 0);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const get = async (path: string): Promise<Answer> => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      getOverHttp(`${server.url}${path}`, { agent }, resolve).on('error', reject);
    });
    const { statusCode, headers } = response;
    return { status: statusCode, body: await text(response), connection: headers.connection };
  };
  const hasArrived = (url: string) => expect.poll(() => arrived.map((each) => each.url)).toContain(url);
  const answer = (url: string) => arrived.find((each) => each.url === url)?.answer();
  return { server, get, hasArrived, answer };
}

describe('a server that is closed', () => {
  it('answers what is under way, says that the connection ends, and takes nothing more', async () => {
    const { server, get, hasArrived, answer } = await startServer();
    const underWay = get('/first');
    await hasArrived('/first');
    const closed = server.close(GRACE_MS);
    const begun = performance.now();
    // Of the same client, which has one connection: it waits for the first.
    const next = failureOf(get('/second'));
    answer('/first');
    expect(await underWay).toEqual({ status: 200, body: 'answer to /first', connection: 'close' });
    expect(await next).toMatchObject({ code: 'ECONNREFUSED' });
    await closed;
    expect(performance.now() - begun).toBeLessThan(GRACE_MS);
  });

  it('closes a connection that is idle at once', async () => {
    const { server, get, hasArrived, answer } = await startServer();
    const first = get('/first');
    await hasArrived('/first');
    answer('/first');
    await first;
    const begun = performance.now();
    await server.close(GRACE_MS);
    expect(performance.now() - begun).toBeLessThan(GRACE_MS);
  });

  it('cuts off what is not answered when the time is over', async () => {
    const { server, get, hasArrived } = await startServer();
    const underWay = failureOf(get('/never'));
    await hasArrived('/never');
    await server.close(50);
    expect(await underWay).toMatchObject({ code: 'ECONNRESET' });
  });
});
