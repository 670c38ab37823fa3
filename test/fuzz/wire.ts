/** A request as bytes on a socket, so that it may be as broken as it likes, and the answer that came back. */

import { connect } from 'node:net';

export interface WireRequest {
  readonly method: string;
  /** Request target as it is sent, percent-encoded or not. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer | undefined;
  /** Bytes of the body that are sent before the client hangs up. */
  readonly cutAfter?: number | undefined;
}

export interface WireAnswer {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  /** Names in lower case; the last of several. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly durationMs: number;
  /** Nothing came within the time limit. */
  readonly hung: boolean;
}

const LINE = '\r\n';

/** It says itself how long it is, and may lie. */
function isFramed({ headers }: WireRequest): boolean {
  return headers.some(([name]) => /^(content-length|transfer-encoding|expect)$/i.test(name));
}

function serialise(request: WireRequest): Buffer {
  const { method, target, headers, body, cutAfter } = request;
  const framing = body === undefined || isFramed(request) ? [] : [`Content-Length: ${body.length}`];
  const head = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const lines = [...head, ...framing, 'Connection: close', '', ''].join(LINE);
  const sent = body?.subarray(0, cutAfter ?? body.length) ?? Buffer.alloc(0);
  return Buffer.concat([Buffer.from(lines, 'latin1'), sent]);
}

function readHeaders(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

function joinChunks(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(LINE, at);
    const size = Number.parseInt(bytes.subarray(at, end).toString('latin1'), 16);
    if (end < 0 || !(size > 0)) break;
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(parts);
}

function parse(bytes: Buffer): Pick<WireAnswer, 'status' | 'headers' | 'text'> {
  const end = bytes.indexOf(LINE + LINE);
  if (end < 0) return { status: 0, headers: {}, text: '' };
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split(LINE);
  const rest = bytes.subarray(end + 4);
  const status = Number(first.split(' ')[1] ?? 0);
  // 100 Continue comes before the answer.
  if (status === 100) return parse(rest);
  const headers = readHeaders(lines);
  const isChunked = headers['transfer-encoding'] === 'chunked';
  const body = isChunked
    ? joinChunks(rest)
    : rest.subarray(0, Number(headers['content-length'] ?? rest.length));
  return { status, headers, text: body.toString('utf8') };
}

/** Never rejects: a connection that breaks is an answer too. */
export function send(port: number, request: WireRequest, withinMs: number): Promise<WireAnswer> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const finish = (hung: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ ...parse(Buffer.concat(chunks)), durationMs: performance.now() - startedAt, hung });
    };
    const timer = setTimeout(() => finish(true), withinMs);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('end', () => finish(false));
    socket.on('error', () => finish(false));
    socket.on('connect', () => {
      const bytes = serialise(request);
      // Whoever waits for the rest learns that there is none.
      if (request.cutAfter === undefined && !isFramed(request)) socket.write(bytes);
      else socket.end(bytes);
    });
  });
}
