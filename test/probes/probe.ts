/**
 * What a SCIM client may try, and the right answer: 304 numbered probes against RFC 7643, RFC 7644 and the
 * habits of Okta and Entra ID. The tables beside this file hold them; `probes.test.ts` asks them all.
 */

import { expect } from 'vitest';
import { PATCH_OP_URN, SEARCH_REQUEST_URN } from '../../src/scim/schema/urns.ts';
import { type Answer, type AskOptions, errorOf, idsOf, type ScimServer } from '../http/scim/harness.ts';

interface ProbeRequest {
  readonly method: string;
  /** Below the SCIM root. */
  readonly path: string;
  readonly body?: unknown;
  readonly options?: AskOptions;
}

/** Throws unless the answer, and what the backends hold afterwards, are right. */
type Judge = (answer: Answer, server: ScimServer) => void | Promise<void>;

export interface Probe {
  readonly number: number;
  readonly title: string;
  /** For a server that holds what `ScimServer.reset` leaves. */
  readonly run: (server: ScimServer) => Promise<void>;
}

/** One request and what has to come of it. */
export function probe(number: number, title: string, request: ProbeRequest, ...judges: Judge[]): Probe {
  if (judges.length === 0) throw new Error(`Probe ${number} judges nothing`);
  const run = async (server: ScimServer): Promise<void> => {
    const { method, path, body, options } = request;
    const answer = await server.ask(method, path, body, options);
    for (const judge of judges) await judge(answer, server);
  };
  return { number, title, run };
}

/** The same while a backend fails with what `failure` returns. */
export function failing(base: Probe, failure: () => unknown): Probe {
  const run = async (server: ScimServer): Promise<void> => {
    server.users.failure = failure;
    await base.run(server);
  };
  return { ...base, run };
}

export function script(number: number, title: string, run: Probe['run']): Probe {
  return { number, title, run };
}

export const ANONYMOUS: AskOptions = { token: false };

export function get(path: string, options?: AskOptions): ProbeRequest {
  return { method: 'GET', path, ...(options === undefined ? {} : { options }) };
}

export function send(method: string, path: string, body?: unknown, options?: AskOptions): ProbeRequest {
  return { method, path, body, ...(options === undefined ? {} : { options }) };
}

export function patch(path: string, ...operations: unknown[]): ProbeRequest {
  return send('PATCH', path, { schemas: [PATCH_OP_URN], Operations: operations });
}

export function search(path: string, parameters: object): ProbeRequest {
  return send('POST', path, { schemas: [SEARCH_REQUEST_URN], ...parameters });
}

export function bulk(operations: readonly object[], parameters: object = {}): ProbeRequest {
  const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
  return send('POST', '/Bulk', { schemas, Operations: operations, ...parameters });
}

export function withHeaders(headers: Readonly<Record<string, string>>): AskOptions {
  return { headers };
}

/** A SCIM error with this status and keyword, such as `400 invalidValue`. */
export function refused(expected: string): Judge {
  return (answer) => expect(errorOf(answer)).toBe(expected);
}

export function answered(status: number, body?: object): Judge {
  return (answer) => {
    expect([answer.status, answer.body?.detail]).toEqual([status, undefined]);
    if (body !== undefined) expect(answer.body).toMatchObject(body);
  };
}

/** The answer holds these top-level attributes and no others. */
export function keys(...names: string[]): Judge {
  return ({ body }) => expect(Object.keys(body).sort()).toEqual([...names].sort());
}

/** What a user holds afterwards; undefined stands for an attribute that is gone. */
export function stored(id: string, attributes: object): Judge {
  return (answer, server) => {
    expect([answer.status, answer.body?.detail]).toEqual([200, undefined]);
    expect(server.users.attributesOf(id)).toMatchObject(attributes);
  };
}

export function lacks(id: string, ...names: string[]): Judge {
  return (answer, server) => {
    expect(answer.status).toBe(200);
    for (const name of names) expect(server.users.attributesOf(id)).not.toHaveProperty([name]);
  };
}

/** Nothing of the resource has changed. */
export function untouched(id: string): Judge {
  return (_answer, server) => {
    const writes = server.users.calls.filter(({ name }) => name !== 'get' && name !== 'list');
    expect(writes).toEqual([]);
    expect(server.users.resources.has(id)).toBe(true);
  };
}

/** The members of g1 afterwards, in order. */
export function members(...values: string[]): Judge {
  return (answer, server) => {
    expect([answer.status, answer.body?.detail]).toEqual([200, undefined]);
    const found = server.groups.attributesOf('g1').members ?? [];
    expect(Array.isArray(found) ? found : [found]).toEqual(
      values.map((value) => expect.objectContaining({ value })),
    );
  };
}

/** A page with these resources, in this order, out of `totalResults`. */
export function page(ids: readonly string[], totalResults: number, startIndex = 1): Judge {
  return (answer) => {
    expect(answer.status).toBe(200);
    expect(idsOf(answer)).toEqual(ids);
    expect(answer.body).toMatchObject({ totalResults, startIndex, itemsPerPage: ids.length });
  };
}

/** Ids of the users with these numbers. */
export function users(...numbers: number[]): string[] {
  return numbers.map((number) => `u${String(number).padStart(4, '0')}`);
}

export function userRange(first: number, last: number): string[] {
  return users(...Array.from({ length: last - first + 1 }, (_, index) => first + index));
}

// biome-ignore lint/suspicious/noExplicitAny: predicates reach into attributes of any shape
type Person = any;

/** A filtered list, to hold exactly the users for whom `isWanted` is true. */
export function filtered(
  number: number,
  title: string,
  filter: string,
  isWanted: (user: Person) => boolean,
): Probe {
  return probe(
    number,
    title,
    get(`/Users?count=100&filter=${encodeURIComponent(filter)}`),
    (answer, server) => {
      const everybody = [...server.users.resources.values()].map(({ id, meta, attributes }) => ({
        ...attributes,
        id,
        meta,
      }));
      const wanted = everybody.filter(isWanted).map(({ id }) => id);
      expect([answer.status, answer.body?.detail]).toEqual([200, undefined]);
      expect(idsOf(answer)).toEqual(wanted);
      expect(answer.body.totalResults).toBe(wanted.length);
    },
  );
}
