/**
 * SCIM clients that ask for changes as fast as they get answers. Each has people and a group of its own, so that
 * the order of what is asked of one person is known; an answer that does not come is written down as such.
 */

import { setTimeout as wait } from 'node:timers/promises';
import { GROUP, PATCH_OP, USER } from '../e2e/harness/scim-api.ts';
import { type Field, type Ledger, Promised, PromisedGroup } from './ledger.ts';

export interface LoadTarget {
  /** SCIM base URL for the next request. */
  readonly base: () => string;
  readonly token: string;
  /** After this time a client takes the request for lost. */
  readonly patienceMs: number;
}

interface Answer {
  /** 0 when no answer came. */
  readonly status: number;
  /** The client has given up waiting: whoever got the request may still carry it out, at any later time. */
  readonly late: boolean;
  readonly id: string | undefined;
}

const NO_ANSWER = { status: 0, id: undefined };
/** Between two tries of the same request: far less than an identity provider waits. */
const REST_MS = 100;

function readId(text: string): string | undefined {
  if (text === '') return undefined;
  const body: unknown = JSON.parse(text);
  if (typeof body !== 'object' || body === null) return undefined;
  if ('id' in body) return String(body.id);
  if (!('Resources' in body) || !Array.isArray(body.Resources)) return undefined;
  const [first]: unknown[] = body.Resources;
  return typeof first === 'object' && first !== null && 'id' in first ? String(first.id) : undefined;
}

/** One client with its people. */
export class LoadClient {
  readonly #target: LoadTarget;
  readonly #ledger: Ledger;
  readonly #name: string;
  readonly #people: Promised[];
  /** Never deactivated, so that their memberships are the group's own affair. */
  readonly #members: readonly string[];
  /** Of whom nothing else is asked, as with people who are settled. */
  readonly #settledMembers = new Set<string>();
  #group: PromisedGroup | undefined;
  #turn = 0;
  #stopped = false;
  #running: Promise<void> | undefined;

  constructor(
    target: LoadTarget,
    ledger: Ledger,
    name: string,
    people: Promised[],
    members: readonly string[],
  ) {
    this.#target = target;
    this.#ledger = ledger;
    this.#name = name;
    this.#people = people;
    this.#members = members;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Ends after the request under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#turn += 1;
      await this.#act(this.#turn);
    }
  }

  async #act(turn: number): Promise<void> {
    const kind = turn % 8;
    if (kind === 0) return await this.#create(`chaos-${this.#name}-${turn}@example.com`);
    if (kind === 1) return await this.#changeMember(turn);
    const person = this.#people[(turn * 7) % this.#people.length];
    if (person?.id === undefined || person.settled) return;
    if (kind === 2 || kind === 3) return await this.#setTitle(person, `Title ${this.#name} ${turn}`);
    const isActive = person.allowed('state')?.has('active') === true;
    await this.#setState(person, isActive ? 'inactive' : 'active', turn);
  }

  async #setTitle(person: Promised, title: string): Promise<void> {
    await this.#promise(person, 'title', title, () =>
      this.#send('PATCH', `/Users/${person.id}`, {
        schemas: [PATCH_OP],
        Operations: [{ op: 'replace', path: 'title', value: title }],
      }),
    );
  }

  async #setState(person: Promised, state: 'active' | 'inactive', turn: number): Promise<void> {
    await this.#promise(
      person,
      'state',
      state,
      () =>
        this.#send('PATCH', `/Users/${person.id}`, {
          schemas: [PATCH_OP],
          Operations: [{ op: 'replace', path: 'active', value: state === 'active' }],
        }),
      // As identity providers do, most are asked for again; some are given up, and stay uncertain.
      turn % 5 === 0 ? 1 : Number.POSITIVE_INFINITY,
    );
  }

  async #promise(
    person: Promised,
    field: Field,
    value: string,
    send: () => Promise<Answer>,
    tries = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    person.asked(field, value);
    for (let attempt = 1; attempt <= tries && !this.#stopped; attempt += 1) {
      const { status, late } = await send();
      if (late) person.settled = true;
      if (status >= 200 && status < 300) return person.acknowledged(field, value);
      await wait(REST_MS);
    }
  }

  /** Until there is an answer that says who it is: an earlier try may have created the person. */
  async #create(email: string): Promise<void> {
    const person = new Promised(email);
    this.#ledger.begun.add(email);
    const body = {
      schemas: [USER],
      userName: email,
      externalId: `external ${email}`,
      name: { givenName: 'Chaos', familyName: email },
      emails: [{ value: email, primary: true }],
      active: true,
    };
    while (!this.#stopped) {
      const created = await this.#send('POST', '/Users', body);
      const known = created.status === 409 ? await this.#find(email) : created;
      if (known.id !== undefined && (known.status === 200 || known.status === 201)) {
        person.id = known.id;
        person.acknowledged('state', 'active');
        this.#ledger.people.push(person);
        this.#people.push(person);
        return;
      }
      await wait(REST_MS);
    }
  }

  async #find(email: string): Promise<Answer> {
    return await this.#send('GET', `/Users?filter=${encodeURIComponent(`userName eq "${email}"`)}`);
  }

  async #changeMember(turn: number): Promise<void> {
    const member = this.#members[Math.floor(turn / 16) % this.#members.length];
    this.#group ??= await this.#createGroup();
    if (member === undefined || this.#group === undefined) return;
    const joined = turn % 16 < 8;
    if (this.#settledMembers.has(member)) return;
    this.#group.asked(member);
    const operation = joined
      ? { op: 'add', path: 'members', value: [{ value: member }] }
      : { op: 'remove', path: `members[value eq "${member}"]` };
    while (!this.#stopped) {
      const { status, late } = await this.#send('PATCH', `/Groups/${this.#group.id}`, {
        schemas: [PATCH_OP],
        Operations: [operation],
      });
      if (late) this.#settledMembers.add(member);
      if (status >= 200 && status < 300) return this.#group.acknowledged(member, joined);
      await wait(REST_MS);
    }
  }

  async #createGroup(): Promise<PromisedGroup | undefined> {
    const displayName = `Chaos ${this.#name}`;
    while (!this.#stopped) {
      const created = await this.#send('POST', '/Groups', { schemas: [GROUP], displayName });
      const filter = encodeURIComponent(`displayName eq "${displayName}"`);
      const known = created.status === 409 ? await this.#send('GET', `/Groups?filter=${filter}`) : created;
      if (known.id !== undefined && (known.status === 200 || known.status === 201)) {
        const group = new PromisedGroup(known.id);
        this.#ledger.groups.push(group);
        return group;
      }
      await wait(REST_MS);
    }
    return undefined;
  }

  async #send(method: string, path: string, body?: unknown): Promise<Answer> {
    const { base, token, patienceMs } = this.#target;
    const answer = await fetch(`${base()}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' },
      signal: AbortSignal.timeout(patienceMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
      .then(async (response) => {
        return { status: response.status, id: readId(await response.text()), late: false };
      })
      .catch((error: unknown) => ({
        ...NO_ANSWER,
        late: error instanceof Error && error.name === 'TimeoutError',
      }));
    this.#ledger.count(answer.status);
    return answer;
  }
}
