/**
 * How commands reach the running bridge: the admin API at a URL with a token, or through the socket of a bridge on
 * this machine, which needs neither. Either way a command takes the path that a request takes, and the audit trail
 * tells whose it was.
 */

import { type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Configuration } from '../config/configuration.ts';
import { isErrorCode } from '../error-guide/guide.ts';
import { BridgeError } from '../errors.ts';
import { controlSocketPath } from './open-data.ts';
import { findOperator, writeOperator } from './operator.ts';

/** An answer comes within 25 s, with or without an outage. */
const PATIENCE_MS = 30_000;
const BASE = '/admin/v1';

export interface AdminClient {
  /** Path below `/admin/v1`. */
  get(path: string): Promise<unknown>;
  post(path: string, body: Readonly<Record<string, unknown>>): Promise<unknown>;
}

interface Way {
  readonly name: string;
  readonly isSecure: boolean;
  readonly options: RequestOptions;
}

function chooseWay({ admin, store }: Configuration): Way {
  if (admin.url === undefined) {
    const socketPath = controlSocketPath(store.dataFolder);
    const name = `the bridge on the data folder ${resolve(store.dataFolder)}`;
    return { name, isSecure: false, options: { socketPath, headers: writeOperator(findOperator()) } };
  }
  if (admin.token === undefined) {
    throw new BridgeError(
      'BRIDGE_ADMIN_URL needs BRIDGE_ADMIN_TOKEN (or ..._FILE): create one with: token create NAME --scope admin',
      { code: 'cli.no-token', status: 500 },
    );
  }
  const url = new URL(admin.url);
  const headers = { Authorization: `Bearer ${admin.token}` };
  return {
    name: url.origin,
    isSecure: url.protocol === 'https:',
    options: {
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      ...(url.port === '' ? {} : { port: url.port }),
      // What the bridge's own URL has before the path of its admin API.
      path: url.pathname.replace(/\/$/, ''),
      headers,
    },
  };
}

function unreachable({ name, options }: Way, cause: unknown): BridgeError {
  const reason = cause instanceof Error ? cause.message || String(cause) : String(cause);
  const cure =
    options.socketPath === undefined
      ? 'correct BRIDGE_ADMIN_URL, or start the bridge'
      : "start it with 'serve'; a bridge on PostgreSQL or on another machine is reached with BRIDGE_ADMIN_URL and " +
        'BRIDGE_ADMIN_TOKEN';
  return new BridgeError(`${name} does not answer (${reason}): ${cure}`, {
    code: 'cli.no-bridge',
    status: 503,
    cause,
  });
}

const errorSchema = z.object({ detail: z.string(), code: z.string().optional() });

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterSeconds: number | undefined;
}

function exchange(way: Way, method: string, path: string, body: string | undefined): Promise<Answer> {
  const { promise, resolve: settle, reject } = Promise.withResolvers<Answer>();
  const start = way.isSecure ? requestHttps : requestHttp;
  const call = start(
    { ...way.options, method, path: `${way.options.path ?? ''}${BASE}${path}`, timeout: PATIENCE_MS },
    (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('error', reject);
      response.on('end', () => {
        const seconds = Number(response.headers['retry-after']);
        try {
          settle({
            status: response.statusCode ?? 0,
            body: text === '' ? undefined : JSON.parse(text),
            retryAfterSeconds: Number.isFinite(seconds) ? seconds : undefined,
          });
        } catch (error) {
          reject(error);
        }
      });
    },
  );
  call.on('error', reject);
  call.on('timeout', () => call.destroy(new Error(`no answer within ${PATIENCE_MS / 1_000} s`)));
  if (body !== undefined) {
    call.setHeader('Content-Type', 'application/json');
    call.setHeader('Content-Length', Buffer.byteLength(body));
  }
  call.end(body);
  return promise;
}

export function openAdmin(configuration: Configuration): AdminClient {
  const way = chooseWay(configuration);
  const send = async (method: string, path: string, body?: string): Promise<unknown> => {
    const answer = await exchange(way, method, path, body).catch((error: unknown) => {
      throw unreachable(way, error);
    });
    if (answer.status < 300) return answer.body;
    const { detail, code = '' } = errorSchema.safeParse(answer.body).data ?? {};
    throw new BridgeError(detail ?? `${way.name} answers ${answer.status}, and no bridge's answer`, {
      // A newer bridge may have codes that this command does not know.
      code: isErrorCode(code) ? code : 'cli.refused',
      status: answer.status,
      ...(answer.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: answer.retryAfterSeconds }),
    });
  };
  return {
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, JSON.stringify(body)),
  };
}
