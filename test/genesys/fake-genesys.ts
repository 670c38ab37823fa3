/** A server that answers what a test tells it to, with a token endpoint that counts. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON unless it is a string. */
  readonly body?: unknown;
  /** Closes the connection instead of answering. */
  readonly drop?: true;
  /** Answers only when this settles. */
  readonly after?: Promise<unknown>;
}

export type Answerer = (request: SeenRequest, index: number) => Reply;

export interface FakeGenesys {
  readonly url: string;
  /** Platform API requests, log-ins not among them. */
  readonly requests: SeenRequest[];
  readonly logins: SeenRequest[];
  onLogin: Answerer;
  onRequest: Answerer;
  close(): Promise<void>;
}

export const grantToken: Answerer = (_request, index) => ({
  body: { access_token: `token-number-${index + 1}`, token_type: 'bearer', expires_in: 86_399 },
});

function write(response: ServerResponse, { status = 200, headers = {}, body }: Reply): void {
  const content = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(content);
}

async function see(request: IncomingMessage): Promise<SeenRequest> {
  const url = new URL(request.url ?? '/', 'http://fake');
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: url.search,
    authorization: request.headers.authorization,
    body: await text(request),
  };
}

export async function startFakeGenesys(onRequest: Answerer): Promise<FakeGenesys> {
  const server = createServer(async (request, response) => {
    const seen = await see(request);
    const isLogin = seen.path.endsWith('/oauth/token');
    const list = isLogin ? fake.logins : fake.requests;
    list.push(seen);
    const reply = (isLogin ? fake.onLogin : fake.onRequest)(seen, list.length - 1);
    await reply.after;
    if (reply.drop) request.socket.destroy();
    else write(response, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fake server has no port');
  const fake: FakeGenesys = {
    url: `http://127.0.0.1:${address.port}`,
    requests: [],
    logins: [],
    onLogin: grantToken,
    onRequest,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

export const USER_ID = '7d1b2f6e-2b0c-4f0e-9f43-0a1f6c0e8a11';
export const OTHER_ID = '11111111-2222-4333-8444-555555555555';

export const aUser = {
  id: USER_ID,
  name: 'Ada Example',
  email: 'ada@example.com',
  state: 'active',
  version: 7,
  division: { id: OTHER_ID, name: 'Home', selfUri: '/x' },
  title: null,
};
