import { type RunningSimulator, type SimulatorOptions, startSimulator } from '../../src/simulator/start.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed JSON body, `{}` without one. */
  readonly body: Json;
}

/** A JSON document that tests walk through by path; a missing step is an error that names it. */
export class Json {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  at(...path: (string | number)[]): Json {
    return path.reduce<Json>((json, step) => new Json(json.#step(step)), this);
  }

  text(...path: (string | number)[]): string {
    const { value } = this.at(...path);
    if (typeof value !== 'string') throw new Error(`${path.join('.')} is no text: ${JSON.stringify(value)}`);
    return value;
  }

  number(...path: (string | number)[]): number {
    const { value } = this.at(...path);
    if (typeof value !== 'number')
      throw new Error(`${path.join('.')} is no number: ${JSON.stringify(value)}`);
    return value;
  }

  items(...path: (string | number)[]): Json[] {
    const { value } = this.at(...path);
    if (!Array.isArray(value)) throw new Error(`${path.join('.')} is no list: ${JSON.stringify(value)}`);
    return value.map((item: unknown) => new Json(item));
  }

  texts(list: string | undefined, field: string): string[] {
    return (list === undefined ? this.items() : this.items(list)).map((item) => item.text(field));
  }

  #step(step: string | number): unknown {
    const { value } = this;
    if (typeof value !== 'object' || value === null) throw new Error(`Nothing at '${step}'`);
    return Reflect.get(value, step);
  }
}

function parse(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** A running simulator, a token and short ways to ask it. */
export class SimulatorClient {
  readonly simulator: RunningSimulator;
  #token: string;

  constructor(simulator: RunningSimulator, token: string) {
    this.simulator = simulator;
    this.#token = token;
  }

  static async start(options: SimulatorOptions = {}): Promise<SimulatorClient> {
    const simulator = await startSimulator({ port: 0, rateLimit: 0, ...options });
    const client = new SimulatorClient(simulator, '');
    const { id, secret } = options.clients?.[0] ?? { id: 'bridge', secret: 's' };
    client.#token = (await client.login(id, secret)).body.text('access_token');
    return client;
  }

  get authorization(): string {
    return `Bearer ${this.#token}`;
  }

  close(): Promise<void> {
    return this.simulator.close();
  }

  login(id: string, secret: string): Promise<Answer> {
    return this.raw('POST', '/oauth/token', new URLSearchParams({ grant_type: 'client_credentials' }), {
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
    });
  }

  /** `path` after `/api/v2`, or one that starts with `/simulator`. */
  ask(method: string, path: string, body?: unknown): Promise<Answer> {
    const full = path.startsWith('/simulator') ? path : `/api/v2${path}`;
    const json = body === undefined ? undefined : JSON.stringify(body);
    return this.raw(method, full, json, {
      authorization: this.authorization,
      'content-type': 'application/json',
    });
  }

  get(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  async raw(
    method: string,
    path: string,
    body?: string | URLSearchParams,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const init = body === undefined ? { method, headers } : { method, headers, body };
    const response = await fetch(`${this.simulator.url}${path}`, init);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: new Json(parse(text)) };
  }

  /** The first user in this state, as the listing shows it. */
  async firstUser(state: 'active' | 'inactive' | 'deleted' = 'active'): Promise<Json> {
    return (await this.get(`/users?state=${state}&pageSize=1`)).body.at('entities', 0);
  }

  async version(userId: string): Promise<number> {
    return (await this.get(`/users/${userId}/state`)).body.number('version');
  }

  /** Changes the state with the version in force. */
  async setState(userId: string, state: string): Promise<Answer> {
    return this.ask('PUT', `/users/${userId}/state`, { state, version: await this.version(userId) });
  }

  behave(switches: Record<string, boolean | number>): Promise<Answer> {
    return this.ask('PUT', '/simulator/behaviour', switches);
  }

  /** Error code of a refused request. */
  static code(answer: Answer): string {
    return `${answer.status} ${answer.body.text('code')}`;
  }
}
