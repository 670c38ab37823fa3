/** The running bridge's ear for the command line: a Unix socket that only the same user can open. */

import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { Configuration } from '../config/configuration.ts';
import { BridgeError } from '../errors.ts';
import type { Store } from '../store/open.ts';
import { type ControlRules, carryOut, controlRequestSchema, controlRules } from './control.ts';
import { controlSocketPath } from './open-data.ts';
import { OPERATOR_HEADER, readOperator } from './operator.ts';
import type { Closable } from './shutdown.ts';

const LONGEST_REQUEST = 10_000;

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > LONGEST_REQUEST) throw new Error('request too long');
  }
  return text;
}

const refuseWhileStarting: RequestListener = (_request, response) => {
  response.statusCode = 503;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ status: '503', detail: 'The bridge is starting; try again in a moment' }));
};

async function answer(store: Store, rules: ControlRules, request: IncomingMessage): Promise<unknown> {
  try {
    const parsed = controlRequestSchema.parse(JSON.parse(await readBody(request)));
    return { answer: await carryOut(store, rules, parsed, readOperator(request.headers[OPERATOR_HEADER])) };
  } catch (error) {
    if (!(error instanceof BridgeError)) {
      return { error: { code: 'cli.failed', status: 500, message: 'the running bridge could not do it' } };
    }
    return { error: { code: error.code, status: error.status, message: error.message } };
  }
}

export interface ControlSocket extends Closable {
  /** Answers the admin API here too, from now on. */
  serveAdmin(listener: RequestListener): void;
}

/** Call only while holding the data folder's lock: a socket file left by a killed owner is replaced. */
export async function openControlSocket(
  store: Store,
  rules: ControlRules,
  socketPath: string,
): Promise<ControlSocket> {
  await rm(socketPath, { force: true });
  let admin: RequestListener = refuseWhileStarting;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/admin/') === true) {
      admin(request, response);
      return;
    }
    void answer(store, rules, request).then((body) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  await chmod(socketPath, 0o600);
  return {
    serveAdmin: (listener) => {
      admin = listener;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await rm(socketPath, { force: true });
    },
  };
}

/** Commands reach PostgreSQL by themselves; the embedded database only through the process that owns it. */
export async function openSocketOfOwner(
  store: Store,
  configuration: Configuration,
): Promise<ControlSocket | undefined> {
  if (store.kind !== 'embedded') return undefined;
  const path = controlSocketPath(configuration.store.dataFolder);
  return await openControlSocket(store, controlRules(configuration), path);
}
