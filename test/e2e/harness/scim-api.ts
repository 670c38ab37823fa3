/** A SCIM client that sends exactly what it is told. */

export interface ScimAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of any shape
  readonly body: any;
}

export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const OFFBOARDING = 'urn:ietf:params:scim:schemas:extension:genesys:offboarding:2.0:User';

export class ScimApi {
  readonly #base: string;
  readonly token: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(base: string, token: string, headers: Readonly<Record<string, string>> = {}) {
    this.#base = base;
    this.token = token;
    this.#headers = headers;
  }

  /** The same client with the headers that an identity provider sends. */
  as(headers: Readonly<Record<string, string>>): ScimApi {
    return new ScimApi(this.#base, this.token, headers);
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ScimAnswer> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
        ...this.#headers,
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  get(path: string): Promise<ScimAnswer> {
    return this.send('GET', path);
  }

  find(filter: string): Promise<ScimAnswer> {
    return this.send('GET', `/Users?filter=${encodeURIComponent(filter)}&startIndex=1&count=100`);
  }

  patch(id: string, operations: readonly unknown[], query = ''): Promise<ScimAnswer> {
    return this.send('PATCH', `/Users/${id}${query}`, { schemas: [PATCH_OP], Operations: operations });
  }

  put(id: string, body: unknown): Promise<ScimAnswer> {
    return this.send('PUT', `/Users/${id}`, body);
  }

  /** The offboarding extension, which is returned on request only. */
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of any shape
  async progress(id: string): Promise<any> {
    return (await this.get(`/Users/${id}?attributes=${OFFBOARDING}`)).body[OFFBOARDING];
  }
}
