import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScimServer, USER } from './harness.ts';

let server: Server;
beforeAll(async () => {
  server = createServer(new ScimServer().app).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

const SEARCH = JSON.stringify({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
  filter: 'userName eq "Zoë"',
});

/** The whole answer to a search for users, but for its date. */
async function answerTo(body: Uint8Array, headers: readonly string[], isSplit: boolean): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const head = [
    'POST /scim/v2/Users/.search HTTP/1.1',
    'Host: bridge',
    'Connection: close',
    'Authorization: Bearer users',
    `Content-Length: ${body.length}`,
    ...headers,
    '\r\n',
  ].join('\r\n');
  if (isSplit) {
    const arrived = once(server, 'request');
    socket.write(head);
    await arrived;
    socket.write(body);
  } else {
    socket.write(Buffer.concat([Buffer.from(head), body]));
  }
  return (await text(socket)).replace(/^Date: .*\r\n/m, '');
}

describe('a body', () => {
  it.each<[string, string | Uint8Array, number, ...string[]]>([
    ['of JSON', SEARCH, 200],
    ['after a byte order mark', `\ufeff${SEARCH}`, 200],
    ['that says its charset', SEARCH, 200, 'Content-Type: application/scim+json; charset=utf-8'],
    ['that says it otherwise', SEARCH, 200, 'Content-Type: application/json;charset="UTF-8"'],
    ['in UTF-16', Buffer.from(SEARCH, 'utf16le'), 200, 'Content-Type: application/json; charset=utf-16le'],
    ['that is compressed', gzipSync(SEARCH), 200, 'Content-Encoding: gzip'],
    ['that is not UTF-8', Buffer.from(SEARCH, 'latin1'), 200],
    ['that is broken', '{"filter": "Jane" x', 400],
    ['that ends too early', '{"filter": ', 400],
    ['of white space', '   ', 400],
    ['with half of a surrogate pair', '{"filter": "\\ud800"}', 400],
    ['with too many names', JSON.stringify({ [USER]: { ...Array.from({ length: 2_000 }, () => 1) } }), 400],
    ['of another type', SEARCH, 415, 'Content-Type: text/plain'],
    ['in another charset', SEARCH, 415, 'Content-Type: application/json; charset=iso-8859-1'],
  ])('%s is the same whether or not it comes with its head', async (_title, body, status, ...headers) => {
    const bytes = Buffer.from(body);
    const isTyped = headers.some((header) => header.startsWith('Content-Type'));
    const all = isTyped ? headers : ['Content-Type: application/scim+json', ...headers];
    const whole = await answerTo(bytes, all, false);
    expect(whole).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(await answerTo(bytes, all, true)).toBe(whole);
  });
});
