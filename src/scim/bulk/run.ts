/**
 * Runs a bulk request (RFC 7644 section 3.7): one operation after the other in the order given, except that the
 * creation which another operation refers to goes first. Each operation is atomic, the request is not.
 */

import { setImmediate } from 'node:timers/promises';
import { BridgeError } from '../../errors.ts';
import { ScimAnswer } from '../answer.ts';
import type { JsonObject, JsonValue } from '../backend.ts';
import { badRequest, quoted } from '../bad-request.ts';
import { ScimCall } from '../call.ts';
import { RenderedDocument } from '../rendering.ts';
import type { ResourceType } from '../resource-type.ts';
import { BULK_RESPONSE_URN, PATCH_OP_URN } from '../schema/urns.ts';
import { Job } from './job.ts';
import { postpone } from './postpone.ts';
import { findReferences, referredBulkId, resolveReferences } from './references.ts';
import { type BulkOperation, readBulkOperation, readBulkRequest } from './request.ts';

export interface BulkEnvironment {
  readonly types: readonly ResourceType[];
  /** Throws when the client may not change resources of this type. */
  readonly authorise: (type: ResourceType) => void;
  /** The SCIM error message for what an operation threw. */
  readonly describeError: (error: unknown) => { readonly status: number; readonly body: JsonObject };
}

/** Throws for a request that is malformed as a whole; failures of operations are part of the answer. */
export async function runBulk(
  call: ScimCall,
  body: unknown,
  environment: BulkEnvironment,
): Promise<ScimAnswer> {
  const { failOnErrors, operations } = readBulkRequest(body);
  const run = new BulkRun(call, environment, failOnErrors);
  const results = await run.perform(operations.map((given) => new Job(given)));
  return new ScimAnswer(new RenderedDocument({ schemas: [BULK_RESPONSE_URN], Operations: results }));
}

class BulkRun {
  readonly #call: ScimCall;
  readonly #environment: BulkEnvironment;
  readonly #mostErrors: number;
  readonly #creations = new Map<string, Job>();
  #errors = 0;

  constructor(call: ScimCall, environment: BulkEnvironment, failOnErrors = Number.POSITIVE_INFINITY) {
    this.#call = call;
    this.#environment = environment;
    this.#mostErrors = failOnErrors;
  }

  /** The results of the operations that were started, in the order of the request. */
  async perform(jobs: readonly Job[]): Promise<JsonValue[]> {
    for (const job of jobs) this.#read(job);
    for (const job of jobs) await this.#perform(job);
    for (const job of jobs)
      if (job.later.length > 0) this.#fail(job, neverCompleted(await this.#takeBack(job)));
    return jobs.flatMap(({ result }) => (result === undefined ? [] : [result]));
  }

  /** What is malformed fails when it is its turn, since `failOnErrors` may end the run before. */
  #read(job: Job): void {
    try {
      job.operation = readBulkOperation(job.given, this.#environment.types);
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
    }
    const { method, bulkId } = job.operation ?? {};
    if (method === 'POST' && bulkId !== undefined && !this.#creations.has(bulkId)) {
      this.#creations.set(bulkId, job);
    }
  }

  async #perform(job: Job): Promise<void> {
    if (job.result !== undefined || job.isUnderWay || this.#isOver()) return;
    job.isUnderWay = true;
    try {
      const operation = job.operation ?? readBulkOperation(job.given, this.#environment.types);
      this.#environment.authorise(operation.type);
      await this.#performReferred(operation);
      if (this.#isOver()) return;
      // Between two operations others get their turn, however many there are.
      await setImmediate();
      if (this.#call.context.signal.aborted) throw outOfTime();
      await this.#execute(job, operation);
      for (const bulkId of referencesOf(operation)) this.#creationOf(bulkId).isReferred = true;
    } catch (error) {
      this.#fail(job, error);
    } finally {
      job.isUnderWay = false;
    }
    for (const created of [job, ...job.waiting]) await this.#addLater(created);
  }

  #isOver(): boolean {
    return this.#errors >= this.#mostErrors;
  }

  /** Creations that are under way already refer back to this operation: a circle, which `postpone` opens. */
  async #performReferred(operation: BulkOperation): Promise<void> {
    for (const bulkId of referencesOf(operation)) {
      const creation = this.#creationOf(bulkId);
      await this.#perform(creation);
      if (creation.result !== undefined && creation.id === undefined) throw refersToFailure(bulkId);
    }
  }

  async #execute(job: Job, operation: BulkOperation): Promise<void> {
    const { type, method, target, version } = operation;
    const { baseUrl } = this.#call.context;
    const call = this.#callFor(version);
    if (target === undefined) {
      const created = await this.#create(job, operation, call);
      job.succeed(201, created.version, baseUrl);
      return;
    }
    const bulkId = referredBulkId(target);
    const id = bulkId === undefined ? target : this.#idOf(bulkId);
    job.id = id;
    if (method === 'DELETE') {
      await type.remove(call, id);
      job.succeed(204, undefined, baseUrl);
      return;
    }
    const data = this.#resolve(operation.data);
    const answer = await (method === 'PUT' ? type.replace(call, id, data) : type.patch(call, id, data));
    job.succeed(answer.document === undefined ? 204 : 200, answer.version, baseUrl);
  }

  async #create(job: Job, { type, bulkId = '', data }: BulkOperation, call: ScimCall): Promise<ScimAnswer> {
    if (this.#creations.get(bulkId) !== job) {
      throw badRequest('invalidValue', `Another operation has the bulkId ${quoted(bulkId)} already`);
    }
    const isOpen = (referred: string) => this.#creationOf(referred).id === undefined;
    const { now, later } = postpone(type.schema, data, isOpen);
    const answer = await type.create(call, this.#resolve(now));
    job.id = String(answer.document?.id);
    job.later = later;
    for (const referred of findReferences(later)) {
      if (isOpen(referred)) this.#creationOf(referred).waiting.push(job);
    }
    return answer;
  }

  /** Completes a created resource as soon as all that it refers to is there. */
  async #addLater(job: Job): Promise<void> {
    const { later, id, operation } = job;
    const isOpen = (bulkId: string) => this.#creationOf(bulkId).id === undefined;
    if (later.length === 0 || id === undefined || operation === undefined) return;
    if ([...findReferences(later)].some(isOpen)) return;
    try {
      const message = { schemas: [PATCH_OP_URN], Operations: this.#resolve(later) };
      const { version } = await operation.type.patch(this.#callFor(undefined), id, message);
      job.later = [];
      job.succeed(201, version, this.#call.context.baseUrl);
    } catch (error) {
      this.#fail(await this.#takeBack(job), error);
    }
  }

  /** An operation that fails leaves nothing behind, unless another one has built on it: then `location` says so. */
  async #takeBack(job: Job): Promise<Job> {
    const { id, operation, isReferred } = job;
    if (id === undefined || operation === undefined || isReferred) return job;
    try {
      await operation.type.remove(this.#callFor(undefined), id);
      job.id = undefined;
    } catch (error) {
      this.#environment.describeError(error);
    }
    return job;
  }

  #creationOf(bulkId: string): Job {
    const creation = this.#creations.get(bulkId);
    if (creation !== undefined) return creation;
    throw badRequest('invalidValue', `No operation of this request creates the bulkId ${quoted(bulkId)}`);
  }

  #idOf(bulkId: string): string {
    const creation = this.#creationOf(bulkId);
    if (creation.id === undefined) throw refersToFailure(bulkId);
    return creation.id;
  }

  #resolve(value: unknown): unknown {
    return resolveReferences(value, (bulkId) => this.#idOf(bulkId));
  }

  /** `If-Match` is a matter of each operation, attributes are not returned. */
  #callFor(version: string | undefined): ScimCall {
    const { requestId, client, baseUrl, deadline, signal } = this.#call.context;
    const context = { requestId, client, baseUrl, deadline, signal, root: this.#call.context };
    const { backends } = this.#call;
    return new ScimCall({ ...context, ...(version === undefined ? {} : { ifMatch: version }) }, backends, {});
  }

  #fail(job: Job, error: unknown): void {
    this.#errors += 1;
    const { status, body } = this.#environment.describeError(error);
    job.fail(status, body, this.#call.context.baseUrl);
  }
}

/** The bulkIds that an operation refers to, in its path and in its data. */
function referencesOf({ target, data }: BulkOperation): readonly string[] {
  const inTarget = target === undefined ? undefined : referredBulkId(target);
  return [...(inTarget === undefined ? [] : [inTarget]), ...findReferences(data)];
}

function refersToFailure(bulkId: string): BridgeError {
  return new BridgeError(`This refers to the bulkId ${quoted(bulkId)}, whose operation did not succeed`, {
    code: 'scim.bulk-reference',
    status: 409,
  });
}

/** Of resources that refer to each other another one was not created. */
function neverCompleted({ id, later }: Job): BridgeError {
  const paths = later.map(({ path }) => quoted(path)).join(', ');
  const outcome = id === undefined ? 'Not created' : `Created without ${paths}`;
  return new BridgeError(`${outcome}: ${paths} refers to a resource that was not created`, {
    code: 'scim.bulk-reference',
    status: 409,
  });
}

function outOfTime(): BridgeError {
  return new BridgeError('The time for the request was over before this operation: send it again', {
    code: 'scim.deadline',
    status: 503,
    retryAfterSeconds: 1,
    expose: true,
  });
}
