/**
 * Conversations of one person out of Genesys' data lake: a job is started, watched, and read page by page. Nothing is
 * kept here; whoever exports holds job and cursor, and goes on with them.
 */

import { BridgeError } from '../../errors.ts';
import type { CallOptions } from '../../genesys/call-options.ts';
import type { Genesys } from '../../genesys/client.ts';
import type { ConversationJob, ConversationPage } from '../../genesys/conversation-jobs.ts';
import { isMissingPermission, isNotFound } from '../../genesys/errors.ts';
import { assertUuid } from '../../genesys/ids.ts';
import { type Administrator, recordAudit } from '../../store/audit.ts';
import type { Store } from '../../store/open.ts';

export interface ExportDependencies {
  readonly store: Store;
  readonly genesys: Genesys;
}

export interface ExportWindow {
  readonly userId: string;
  readonly from: Date;
  readonly to: Date;
  /** Leaves out what began before the window, so that windows side by side have nothing twice. */
  readonly startedInside: boolean;
}

/** Below the time that the command waits for an answer. */
const PATIENCE_MS = 20_000;

function call(): CallOptions {
  return { priority: 'background', deadline: Date.now() + PATIENCE_MS };
}

/** The cure comes with the answer: whoever asks is an administrator. */
async function explained<T>(ask: Promise<T>): Promise<T> {
  try {
    return await ask;
  } catch (cause) {
    if (isMissingPermission(cause)) {
      const names = cause.missingPermissions.join(' or ') || 'analytics:conversationDetail:view';
      throw new BridgeError(
        `Missing permission ${names}: grant it to the role of the bridge's OAuth client`,
        {
          code: 'genesys.missing-permission',
          status: 500,
          expose: true,
          cause,
        },
      );
    }
    if (isNotFound(cause)) throw gone(cause);
    throw cause;
  }
}

function gone(cause?: unknown): BridgeError {
  return new BridgeError('Genesys Cloud does not have this job any more: start another one', {
    code: 'records.job-gone',
    status: 410,
    cause,
  });
}

export class ConversationExport {
  readonly #dependencies: ExportDependencies;

  constructor(dependencies: ExportDependencies) {
    this.#dependencies = dependencies;
  }

  /** The audit trail tells who took whose conversations away. */
  async start(
    { userId, from, to, startedInside }: ExportWindow,
    by: Administrator,
  ): Promise<{ readonly jobId: string; readonly query: Readonly<Record<string, unknown>> }> {
    assertUuid(userId);
    const { store, genesys } = this.#dependencies;
    const interval = `${from.toISOString()}/${to.toISOString()}`;
    const query = { userId, interval, startedInside };
    const jobId = await explained(genesys.conversationJobs.start(query, call()));
    const detail = { interval, jobId };
    const entry = { ...by, at: new Date(), subject: userId, detail };
    await recordAudit(store.db, { ...entry, action: 'conversations.exported' });
    return { jobId, query: genesys.conversationJobs.describe(query) };
  }

  async state(jobId: string): Promise<ConversationJob> {
    const job = await explained(this.#dependencies.genesys.conversationJobs.get(jobId, call()));
    if (job.state === 'EXPIRED') throw gone();
    return job;
  }

  page(jobId: string, cursor: string | undefined, pageSize: number): Promise<ConversationPage> {
    const { conversationJobs } = this.#dependencies.genesys;
    return explained(conversationJobs.results(jobId, { cursor, pageSize }, call()));
  }
}
