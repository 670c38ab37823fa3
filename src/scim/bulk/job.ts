/** One operation of a bulk request, and how far it is. */

import type { JsonObject } from '../backend.ts';
import { isRecord, valueOfName } from '../json.ts';
import { locationOf } from '../render.ts';
import type { LaterAddition } from './postpone.ts';
import type { BulkOperation } from './request.ts';

export class Job {
  readonly given: unknown;
  /** Undefined when what was given is malformed. */
  operation: BulkOperation | undefined;
  isUnderWay = false;
  result: JsonObject | undefined;
  /** Of the resource; of one that is created, once it is there. */
  id: string | undefined;
  /** Whether an operation that succeeded refers to this one. */
  isReferred = false;
  /** What is still to be added to the created resource, once the resources referred to are there. */
  later: readonly LaterAddition[] = [];
  /** Created resources that have something to add when this one is there. */
  readonly waiting: Job[] = [];

  constructor(given: unknown) {
    this.given = given;
  }

  /** @param version of the resource, where there is one */
  succeed(status: number, version: string | undefined, baseUrl: string): void {
    const known = version === undefined ? {} : { version };
    this.result = { ...this.#identify(baseUrl), ...known, status: String(status) };
  }

  fail(status: number, response: JsonObject, baseUrl: string): void {
    this.later = [];
    this.result = { ...this.#identify(baseUrl), status: String(status), response };
  }

  /** RFC 7644 section 3.7: `location` is missing only where no resource was created. */
  #identify(baseUrl: string): JsonObject {
    const method = this.operation?.method ?? this.#givenText('method');
    const bulkId = this.operation?.bulkId ?? this.#givenText('bulkId');
    const { id, operation } = this;
    return {
      ...(method === undefined ? {} : { method }),
      ...(bulkId === undefined ? {} : { bulkId }),
      ...(id === undefined || operation === undefined
        ? {}
        : { location: locationOf(operation.type.schema, id, baseUrl) }),
    };
  }

  #givenText(name: string): string | undefined {
    const value = isRecord(this.given) ? valueOfName(this.given, name) : undefined;
    return typeof value === 'string' ? value : undefined;
  }
}
