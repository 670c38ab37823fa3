/** A webhook's receiver on loopback: keeps what comes and answers as told. */

import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly at: number;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Never answered. */
  readonly silent?: true;
}

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** For the requests to come; 204 unless it says otherwise. */
  answer: (request: Received) => Answer;
  close(): Promise<void>;
}

export async function startReceiver(port = 0): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { headers, url: path = '' } = request;
    const one = { at: Date.now(), path, headers, body: Buffer.concat(chunks).toString() };
    received.push(one);
    const answer = receiver.answer(one);
    if (answer.silent) return;
    response.writeHead(answer.status, answer.headers);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${address.port}/hook/path-secret`,
    received,
    answer: () => ({ status: 204 }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
}
