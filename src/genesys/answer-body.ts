import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { LostAnswer } from './wire.ts';

/** A page of 500 users with everything expanded stays far below this. */
const MAX_BYTES = 32 * 1024 * 1024;

const unzip = promisify(gunzip);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Reads a whole body, at most 32 MiB; a body cut off by the connection is a lost answer. */
export async function readAnswerBody(message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BYTES) throw new LostAnswer('tooLarge', `more than ${MAX_BYTES} bytes`);
    chunks.push(bytes);
  }
  const body = Buffer.concat(chunks);
  const zipped = message.headers['content-encoding'] === 'gzip' && body.length > 0;
  return parse((zipped ? await unzip(body, { maxOutputLength: MAX_BYTES }) : body).toString('utf8'));
}
