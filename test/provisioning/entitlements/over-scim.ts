/** A bridge in this process, asked over SCIM, with the simulated Genesys behind it at hand. */

import type { GenesysApi } from '../../e2e/harness/genesys-api.ts';
import { type Answer, ScimServer, USER } from '../../http/scim/harness.ts';
import { type Bridge, type BridgeOptions, Environment } from '../../offboarding/bridge-in-process.ts';

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const GENESYS = 'urn:ietf:params:scim:schemas:extension:genesys:purecloud:2.0:User';
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export class OverScim {
  readonly genesys: GenesysApi;
  readonly bridge: Bridge;
  readonly server: ScimServer;
  readonly #environment: Environment;
  #people: string[];
  #addresses = 0;

  private constructor(environment: Environment, bridge: Bridge, people: string[]) {
    this.#environment = environment;
    this.genesys = environment.genesys;
    this.bridge = bridge;
    this.#people = people;
    this.server = new ScimServer({ users: bridge.users, answerWithinMs: 15_000 });
  }

  static async open(options: BridgeOptions & Parameters<typeof Environment.open>[0] = {}): Promise<OverScim> {
    const environment = await Environment.open(options);
    const bridge = await environment.startBridge(options);
    return new OverScim(environment, bridge, await environment.people(60));
  }

  async close(): Promise<void> {
    await this.bridge.stop();
    await this.#environment.close();
  }

  /** Somebody of the organisation whom no other test of the file has had. */
  nextPerson(): string {
    const id = this.#people.pop();
    if (id === undefined) throw new Error('no person is left');
    return id;
  }

  /** An address that nobody has. */
  newAddress(): string {
    this.#addresses += 1;
    return `joiner${this.#addresses}@new.example.com`;
  }

  post(attributes: object): Promise<Answer> {
    return this.server.post('/Users', { schemas: [USER], ...attributes });
  }

  put(id: string, attributes: object): Promise<Answer> {
    return this.server.ask('PUT', `/Users/${id}`, { schemas: [USER], ...attributes });
  }

  patch(id: string, ...operations: object[]): Promise<Answer> {
    return this.server.ask('PATCH', `/Users/${id}`, { schemas: [PATCH_OP], Operations: operations });
  }

  get(id: string, query = ''): Promise<Answer> {
    return this.server.get(`/Users/${id}${query}`);
  }

  /** Names of the direct roles, with the names of their divisions. */
  async roles(id: string): Promise<string[]> {
    const path = `/api/v2/authorization/subjects/${id}?includeDuplicates=true`;
    const { body } = await this.genesys.send('GET', path);
    return body.grants
      .filter(({ subjectId }: { subjectId: string }) => subjectId === id)
      .map((grant: { role: { name: string }; division: { name: string } }) =>
        [grant.role.name, grant.division.name].join('@'),
      )
      .sort();
  }

  async ratings(id: string, kind: 'skills' | 'languages'): Promise<Record<string, number>> {
    const user = await this.genesys.user(id, `?expand=${kind}`);
    return Object.fromEntries(
      user[kind].map(({ name, proficiency }: { name: string; proficiency: number }) => [name, proficiency]),
    );
  }

  async names(path: string): Promise<string[]> {
    const { body } = await this.genesys.send('GET', `/api/v2/${path}?pageSize=100`);
    return body.entities.map(({ name }: { name: string }) => name);
  }

  /** What the bridge sent since: `PATCH /users/*`. */
  async calls(since: number): Promise<string[]> {
    const entries = await this.genesys.journal(since);
    return entries
      .filter(({ client }) => client === 'bridge')
      .map(({ method, path }) => `${method} ${path.replace('/api/v2', '').replace(/[0-9a-f-]{36}/g, '*')}`);
  }

  async writes(since: number): Promise<string[]> {
    return (await this.calls(since)).filter((call) => !call.startsWith('GET ') && !call.endsWith('/search'));
  }
}
