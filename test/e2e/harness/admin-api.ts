/** A client of the admin API, which holds every answer to the published description. */

import * as answers from '../../../src/http/admin/openapi/answers.ts';
import { OPERATIONS } from '../../../src/http/admin/openapi/operations.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of any shape
type Answer = any;

/** Throws where an answer is not as the OpenAPI description has it. */
function holdToDescription(method: string, path: string, status: number, body: unknown): void {
  const [bare = ''] = path.split('?');
  const operation = OPERATIONS.find(
    (each) =>
      each.method === method && new RegExp(`^${each.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(bare),
  );
  if (status >= 400) answers.error.parse(body);
  else if (operation === undefined) throw new Error(`${method} ${bare} is not described`);
  else if (typeof operation.answer !== 'string') operation.answer.parse(body);
}

export class AdminApi {
  readonly #base: string;
  readonly #token: string;

  constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  get(path: string): Promise<{ status: number; body: Answer }> {
    return this.#send('get', path);
  }

  post(path: string, body: unknown = {}): Promise<{ status: number; body: Answer }> {
    return this.#send('post', path, body);
  }

  async #send(method: string, path: string, content?: unknown): Promise<{ status: number; body: Answer }> {
    const response = await fetch(`${this.#base}${path}`, {
      method: method.toUpperCase(),
      headers: { Authorization: `Bearer ${this.#token}`, 'Content-Type': 'application/json' },
      ...(content === undefined ? {} : { body: JSON.stringify(content) }),
    });
    const body = await response.json();
    holdToDescription(method, path, response.status, body);
    return { status: response.status, body };
  }

  getPage(path: string): Promise<Response> {
    return fetch(`${this.#base}${path}`, {
      headers: { Authorization: `Bearer ${this.#token}`, Accept: 'text/html' },
    });
  }

  getStream(path: string, lastEventId?: string): Promise<Response> {
    return fetch(`${this.#base}${path}`, {
      headers: {
        Authorization: `Bearer ${this.#token}`,
        ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }),
      },
    });
  }

  /** As nobody should: URLs end in logs. */
  getWithTokenInUrl(path: string): Promise<Response> {
    return fetch(`${this.#base}${path}?access_token=${this.#token}`);
  }

  /** Status of a person's latest journey. */
  async latestStatus(userId: string): Promise<string | undefined> {
    return (await this.get(`/offboardings?userId=${userId}&limit=1`)).body.offboardings[0]?.status;
  }
}
