/** A SCIM server over in-memory backends, and short ways to ask it. */

import express from 'express';
import request from 'supertest';
import { BridgeError } from '../../../src/errors.ts';
import { Admission } from '../../../src/http/scim/admission.ts';
import { createScimRouter, type ScimRouterOptions } from '../../../src/http/scim/router.ts';
import type { ClientSettings } from '../../../src/scim/client-settings.ts';
import { PATCH_OP_URN } from '../../../src/scim/schema/urns.ts';
import { MemoryBackend, seedGroups, seedUsers } from '../../scim/memory-backend.ts';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
export const BASE_URL = 'https://bridge.example/scim/v2';

export const UNLIMITED: ClientSettings = {
  patchAnswer: 200,
  scope: 'all',
  readOnly: false,
  dryRun: false,
  rate: { perSecond: 100_000, burst: 100_000 },
};

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into JSON documents of any shape
  readonly body: any;
}

export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** False for a request without a token. */
  readonly token?: string | false;
}

export class ScimServer {
  readonly users = new MemoryBackend('userName');
  readonly groups = new MemoryBackend('displayName');
  readonly errors: unknown[] = [];
  readonly app = express();
  /** Of the one client; without a limit that tests would meet. */
  settings: ClientSettings = UNLIMITED;
  clientName = 'test';

  constructor(overrides: Partial<ScimRouterOptions> = {}) {
    this.app.use(
      '/scim/v2',
      createScimRouter({
        users: this.users,
        groups: this.groups,
        authenticate: (incoming, response, next) => {
          const token = incoming.get('authorization')?.replace('Bearer ', '');
          if (token === undefined) {
            next(
              new BridgeError('Authentication required', {
                code: 'http.unauthenticated',
                status: 401,
                headers: { 'WWW-Authenticate': 'Bearer realm="scim"' },
              }),
            );
            return;
          }
          response.locals.client = {
            name: this.clientName,
            authority: 'test',
            scopes: token.split(','),
            settings: this.settings,
          };
          // Not in the same turn, as it is where a token is looked up.
          queueMicrotask(next);
        },
        admission: new Admission({ log: { warn: () => undefined }, onRefused: () => undefined }),
        baseUrl: () => BASE_URL,
        requestId: () => 'request-1',
        answerWithinMs: 5_000,
        onError: (error) => this.errors.push(error),
        ...overrides,
      }),
    );
    this.reset();
  }

  reset(): void {
    this.settings = UNLIMITED;
    seedUsers(this.users);
    seedGroups(this.groups);
    this.errors.length = 0;
    for (const backend of [this.users, this.groups]) {
      backend.calls.length = 0;
      backend.failure = undefined;
    }
  }

  async ask(method: string, path: string, body?: unknown, options: AskOptions = {}): Promise<Answer> {
    const { headers = {}, token = 'users,groups' } = options;
    const asked = request(this.app)
      [method.toLowerCase() as 'get'](`/scim/v2${path}`)
      .set('Content-Type', 'application/scim+json')
      .set(headers)
      .buffer(true)
      .parse((response, done) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => done(null, text));
      });
    if (token !== false) asked.set('Authorization', `Bearer ${token}`);
    if (body === undefined) asked.unset('Content-Type');
    else asked.send(typeof body === 'string' ? body : JSON.stringify(body));
    const { status, headers: received, body: text } = await asked;
    return { status, headers: received, text: typeof text === 'string' ? text : '', body: parseJson(text) };
  }

  get(path: string, options?: AskOptions): Promise<Answer> {
    return this.ask('GET', path, undefined, options);
  }

  filter(filter: string): Promise<Answer> {
    return this.get(`/Users?count=100&filter=${encodeURIComponent(filter)}`);
  }

  post(path: string, body?: unknown, options?: AskOptions): Promise<Answer> {
    return this.ask('POST', path, body, options);
  }

  put(path: string, body?: unknown, options?: AskOptions): Promise<Answer> {
    return this.ask('PUT', path, body, options);
  }

  patch(path: string, operations: readonly unknown[], options?: AskOptions): Promise<Answer> {
    return this.ask('PATCH', path, { schemas: [PATCH_OP_URN], Operations: operations }, options);
  }

  delete(path: string, options?: AskOptions): Promise<Answer> {
    return this.ask('DELETE', path, undefined, options);
  }
}

function parseJson(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}

/** The identity of an error answer: status and keyword, only if it has the form that the RFC asks for. */
export function errorOf({ status, body, headers }: Answer): string {
  const isScimError =
    body?.schemas?.includes(ERROR) &&
    body.status === String(status) &&
    typeof body.detail === 'string' &&
    headers['content-type']?.startsWith('application/scim+json');
  if (!isScimError) return `${status} without a SCIM error`;
  return body.scimType === undefined ? `${status}` : `${status} ${body.scimType}`;
}

export function user(attributes: object = {}): object {
  return { schemas: [USER], userName: 'new@example.com', ...attributes };
}

export function idsOf({ body }: Answer): string[] {
  return body.Resources.map(({ id }: { id: string }) => id);
}
