/**
 * A client, or the whole bridge, on trial (`dryRun`): reads are answered as ever; a write is checked, planned,
 * logged and audited, and answered as if it had been made.
 */

import type { PlannedCall } from '../genesys/rehearsal.ts';
import type { RehearsedJourney } from '../offboarding/rehearsed-offboardings.ts';
import type { Change, JsonObject, ResourceBackend, ScimContext, ScimResource } from '../scim/backend.ts';
import { recordAudit } from '../store/audit.ts';
import type { Store } from '../store/open.ts';
import type { Logger } from '../telemetry/logger.ts';

/** A backend whose writes are noted instead of made. */
export interface RehearsalStage {
  readonly backend: ResourceBackend;
  readonly calls: readonly PlannedCall[];
  readonly journeys: readonly RehearsedJourney[];
}

export interface DryRunOptions {
  /** `user` or `group`, for log and audit trail. */
  readonly type: 'user' | 'group';
  readonly backend: ResourceBackend;
  /** A new one for each request. */
  readonly rehearse: () => RehearsalStage;
  readonly store: Store;
  readonly log: Logger;
  readonly now?: () => Date;
}

/** Names of what would be sent; values are about people and stay out of log and audit trail. */
function describeCall({ method, path, body }: PlannedCall): string {
  const fields = typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.keys(body) : [];
  return `${method} ${path.replace(/^\/api\/v2/, '')}${fields.length === 0 ? '' : ` (${fields.join(', ')})`}`;
}

function describeJourney({ kind, steps }: RehearsedJourney) {
  return { kind, steps: steps.map(({ name, calls }) => ({ name, calls })) };
}

function withoutPassword({ password: _password, ...attributes }: JsonObject): JsonObject {
  return attributes;
}

/** The same resource read on the stage, which keeps what it was read from. */
async function readOnStage(
  stage: ResourceBackend,
  id: string,
  change: Change,
  context: ScimContext,
): Promise<ScimResource> {
  if (stage.getForChange !== undefined) return await stage.getForChange(id, change, context);
  return await stage.get(id, { has: () => true }, context);
}

export function withDryRun(options: DryRunOptions): ResourceBackend {
  const { backend } = options;
  const isMeant = ({ client }: ScimContext): boolean => !client.settings.dryRun;
  return {
    get: (id, wanted, context) => backend.get(id, wanted, context),
    list: (query, context) => backend.list(query, context),
    ...(backend.listByCursor && { listByCursor: backend.listByCursor.bind(backend) }),
    ...(backend.getForChange && { getForChange: backend.getForChange.bind(backend) }),

    async create(attributes, context, wanted) {
      if (isMeant(context)) return await backend.create(attributes, context, wanted);
      const created = await rehearse(options, { operation: 'create', context }, (stage) =>
        stage.create(attributes, context, wanted),
      );
      return { ...created, attributes: { ...created.attributes, ...withoutPassword(attributes) } };
    },

    async update(current, next, context, change) {
      if (isMeant(context)) return await backend.update(current, next, context, change);
      const { id } = current;
      await rehearse(options, { operation: 'update', id, context }, async (stage) =>
        stage.update(await readOnStage(stage, id, change, context), next, context, change),
      );
      return { ...current, attributes: withoutPassword(next) };
    },

    async remove(id, context) {
      if (isMeant(context)) return await backend.remove(id, context);
      await rehearse(options, { operation: 'remove', id, context }, (stage) => stage.remove(id, context));
    },
  };
}

interface Rehearsed {
  readonly operation: string;
  readonly id?: string;
  readonly context: ScimContext;
}

async function rehearse<T>(
  { type, rehearse, store, log, now = () => new Date() }: DryRunOptions,
  { operation, id, context }: Rehearsed,
  perform: (stage: ResourceBackend) => Promise<T>,
): Promise<T> {
  const stage = rehearse();
  const result = await perform(stage.backend);
  const plan = { calls: stage.calls.map(describeCall), journeys: stage.journeys.map(describeJourney) };
  const { client, requestId } = context;
  log.info('dry run: nothing was written', { requestId, client: client.name, type, operation, ...plan });
  await recordAudit(store.db, {
    at: now(),
    actor: client.name,
    action: `${type}.rehearsed`,
    requestId,
    detail: { operation, ...plan },
    ...(id === undefined ? {} : { subject: id }),
  });
  return result;
}
