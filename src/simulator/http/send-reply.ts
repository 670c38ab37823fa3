import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from 'express';
import type { Delivery } from '../control/faults.ts';
import type { Reply } from '../operations/operation.ts';

/** Pieces of a body that is sent slowly. */
const PIECES = 10;

/** A page or a line of a gateway, or a JSON string. */
function typeOfText(text: string): string {
  if (text.startsWith('"')) return 'json';
  return /^\s*</.test(text) ? 'html' : 'text';
}

/** A text is sent as it is, as a gateway would; everything else as JSON. */
export async function sendReply(
  response: Response,
  headers: Readonly<Record<string, string>>,
  reply: Reply,
  delivery: Delivery,
): Promise<void> {
  if (response.destroyed) return;
  const { status, body } = reply;
  response.status(status);
  if (typeof body === 'string') response.type(typeOfText(body));
  response.set(headers);
  if (isFaulty(delivery)) await sendBadly(response, body, delivery);
  else if (body === undefined || body === '') response.end();
  else if (typeof body === 'string') response.send(body);
  else response.json(body);
}

function isFaulty({ bodyMs, chunked, cutAfterBytes }: Delivery): boolean {
  return bodyMs > 0 || chunked || cutAfterBytes !== undefined;
}

/** The whole head, then the body in pieces; a cut closes the connection where a body was promised. */
async function sendBadly(response: Response, body: unknown, delivery: Delivery): Promise<void> {
  const { bodyMs, chunked, cutAfterBytes } = delivery;
  if (typeof body !== 'string' && body !== undefined) response.type('json');
  const whole = Buffer.from(typeof body === 'string' ? body : (JSON.stringify(body) ?? ''));
  const sent = whole.subarray(0, cutAfterBytes);
  if (!chunked) response.setHeader('Content-Length', whole.length);
  response.flushHeaders();
  const size = bodyMs > 0 ? Math.max(1, Math.ceil(sent.length / PIECES)) : sent.length;
  for (let at = 0; at < sent.length && !response.destroyed; at += size) {
    if (bodyMs > 0) await sleep(bodyMs / PIECES, undefined, { ref: false });
    response.write(sent.subarray(at, at + size));
  }
  if (sent.length < whole.length) response.socket?.destroySoon();
  else response.end();
}
