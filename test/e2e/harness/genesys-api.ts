/** Looks at the simulated Genesys Cloud as an administrator's script would: through the Platform API. */

interface JournalEntry {
  readonly seq: number;
  /** When the answer was sent, in ISO 8601. */
  readonly at: string;
  readonly durationMs: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** OAuth client that sent it. */
  readonly client: string;
  readonly body?: unknown;
}

// biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of any shape
type Answer = any;

export class GenesysApi {
  readonly url: string;
  #token: string;

  private constructor(url: string, token: string) {
    this.url = url;
    this.#token = token;
  }

  static async #fetchToken(url: string): Promise<string> {
    const response = await fetch(`${url}/oauth/token`, {
      method: 'POST',
      headers: {
        Authorization: `Basic ${Buffer.from('observer:secret').toString('base64')}`,
        'Content-Type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    const body: Answer = await response.json();
    return String(body.access_token);
  }

  static async logIn(url: string): Promise<GenesysApi> {
    return new GenesysApi(url, await GenesysApi.#fetchToken(url));
  }

  get authorization(): string {
    return `Bearer ${this.#token}`;
  }

  async logInAgain(): Promise<void> {
    this.#token = await GenesysApi.#fetchToken(this.url);
  }

  async send(method: string, path: string, body?: unknown): Promise<{ status: number; body: Answer }> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { Authorization: this.authorization, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  async user(id: string, query = ''): Promise<Answer> {
    return (await this.send('GET', `/api/v2/users/${id}${query}`)).body;
  }

  async users(state: string, pageSize = 100, pageNumber = 1): Promise<Answer[]> {
    const query = `state=${state}&pageSize=${pageSize}&pageNumber=${pageNumber}`;
    return (await this.send('GET', `/api/v2/users?${query}`)).body.entities;
  }

  async queues(
    id: string,
  ): Promise<{ id: string; name: string; joined: boolean; memberGroups: unknown[] }[]> {
    const pages = await Promise.all(
      [true, false].map((joined) =>
        this.send('GET', `/api/v2/users/${id}/queues?joined=${joined}&pageSize=100`),
      ),
    );
    return pages.flatMap((page) => page.body.entities);
  }

  async directRoles(id: string): Promise<string[]> {
    const { body } = await this.send('GET', `/api/v2/authorization/subjects/${id}?includeDuplicates=true`);
    return body.grants
      .filter((grant: Answer) => grant.subjectId === id)
      .map((grant: Answer) => `${grant.role.name}@${grant.division.id}`)
      .sort();
  }

  async station(id: string): Promise<Answer> {
    return (await this.send('GET', `/api/v2/users/${id}/station`)).body;
  }

  async externalIds(id: string): Promise<Answer[]> {
    return (await this.send('GET', `/api/v2/users/${id}/externalid`)).body;
  }

  /** What only the simulator can tell, such as the number of live tokens. */
  async inside(id: string): Promise<Answer> {
    return (await this.send('GET', `/simulator/users/${id}`)).body;
  }

  async journal(since = 0): Promise<JournalEntry[]> {
    return (await this.send('GET', `/simulator/requests?since=${since}&bodies=true`)).body;
  }

  async lastSeq(): Promise<number> {
    return (await this.journal()).at(-1)?.seq ?? 0;
  }

  async fault(...faults: readonly unknown[]): Promise<void> {
    await this.send('POST', '/simulator/faults', faults);
  }

  async clearFaults(): Promise<void> {
    await this.send('DELETE', '/simulator/faults');
  }

  async behave(behaviour: Readonly<Record<string, unknown>>): Promise<void> {
    await this.send('PUT', '/simulator/behaviour', behaviour);
  }
}
