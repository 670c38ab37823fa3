/** The steps of a journey as evidence: their runs, what was read back, and what Genesys' audit tells of each. */

import type { GenesysAuditEntry } from '../../genesys/audits.ts';
import { isRead } from '../../genesys/operation.ts';
import { findStep } from '../../offboarding/steps/perform.ts';
import type { OffboardingStep } from '../../store/offboarding-steps.ts';
import type { RecordedCall, StepRun } from '../../store/step-runs.ts';
import type { EvidenceStep, Gap } from './document.ts';

/** How Genesys' audit files what a step does: by type of entity. Its words may differ between organisations [U]. */
const FILED_UNDER: Readonly<Record<string, RegExp>> = {
  state: /^user$/i,
  tokens: /token/i,
  presence: /presence/i,
  queues: /queue/i,
  groups: /group/i,
  team: /team/i,
  skills: /^user$|skill/i,
  languages: /^user$|language/i,
  roles: /role|grant/i,
  workforce: /managementunit|workforce|agent/i,
};

/** A step without a read-back says so, and is no gap: Genesys has nothing to show for it. */
function readBackOf(
  step: OffboardingStep,
  verification: OffboardingStep | undefined,
  isReturn: boolean,
): EvidenceStep['readBack'] {
  const rule = findStep(step.name);
  const canBeRead = step.phase !== 'verify' && (isReturn ? rule?.confirm : rule?.verify) !== undefined;
  if (!canBeRead) return { result: 'notRead' };
  if (step.status !== 'done' || verification?.status !== 'done') {
    return { result: verification?.status === 'stuck' && step.status === 'done' ? 'open' : 'pending' };
  }
  const at = verification.completedAt === undefined ? {} : { at: verification.completedAt.toISOString() };
  const kept = partOf(verification.evidence?.kept, step.name);
  return kept === undefined ? { result: 'confirmed', ...at } : { result: 'kept', ...at, kept };
}

function partOf(kept: unknown, name: string): Record<string, unknown> | undefined {
  if (typeof kept !== 'object' || kept === null) return undefined;
  const part: unknown = Reflect.get(kept, name);
  return typeof part === 'object' && part !== null ? { ...part } : undefined;
}

function describeRun({
  startedAt,
  endedAt,
  position: _position,
  calls,
  ...run
}: StepRun): EvidenceStep['runs'][number] {
  return {
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    ...run,
    calls: calls.map((call) => ({ ...call })),
  };
}

export interface JourneyParts {
  readonly steps: readonly OffboardingStep[];
  readonly runs: readonly StepRun[];
  readonly isReturn: boolean;
  readonly genesysAudit: readonly GenesysAuditEntry[];
}

export function describeSteps({ steps, runs, isReturn, genesysAudit }: JourneyParts): EvidenceStep[] {
  const verification = steps.find(({ phase }) => phase === 'verify');
  return steps.map((step) => {
    const own = runs.filter(({ position }) => position === step.position);
    const filed = FILED_UNDER[step.name];
    return {
      position: step.position,
      name: step.name,
      does: findStep(step.name)?.about.does ?? 'a step that this version does not know',
      phase: step.phase,
      status: step.status,
      attempts: step.attempts,
      ...(own[0] === undefined ? {} : { startedAt: own[0].startedAt.toISOString() }),
      ...(step.completedAt === undefined ? {} : { completedAt: step.completedAt.toISOString() }),
      ...(step.waitingFor === undefined ? {} : { waitingFor: step.waitingFor }),
      ...(step.error === undefined ? {} : { error: step.error }),
      ...(step.evidence === undefined ? {} : { found: step.evidence }),
      readBack: readBackOf(step, verification, isReturn),
      runs: own.map(describeRun),
      genesysAuditIds: genesysAudit
        .filter(({ entityType = '' }) => filed?.test(entityType) === true)
        .map(({ id }) => id),
    };
  });
}

/** What an auditor would expect of a step and not find. */
export function findStepGaps(steps: readonly EvidenceStep[]): Gap[] {
  return steps.flatMap((step) => {
    const part = `step ${step.name}`;
    const gaps: Gap[] = [];
    if (step.attempts > 0 && step.runs.length === 0) {
      gaps.push({ part, reason: 'its runs were not recorded: it ran before the bridge recorded them' });
    }
    const writes = step.runs.flatMap(({ calls }) => calls).filter(wasWritten);
    if (writes.some(({ correlationId }) => correlationId === undefined)) {
      gaps.push({ part, reason: 'Genesys gave no correlation id for a call that it made' });
    }
    if (writes.length > 0 && FILED_UNDER[step.name] !== undefined && isUntold(step)) {
      const reason =
        "no entry of Genesys' audit tells of what it wrote: it changed nothing there, or Genesys has not filed it (yet)";
      gaps.push({ part, reason });
    }
    if (['pending', 'waiting', 'stuck'].includes(step.status)) {
      gaps.push({ part, reason: `not done: ${step.waitingFor ?? step.error ?? step.status}` });
    }
    return gaps;
  });
}

/** What stays for a reason, such as membership by a rule, was asked for and not changed. */
function isUntold({ genesysAuditIds, readBack }: EvidenceStep): boolean {
  return genesysAuditIds.length === 0 && readBack.result !== 'kept';
}

function wasWritten({ operation, status }: RecordedCall): boolean {
  const [method = '', path = ''] = operation.split(' ');
  return !isRead({ method, path }) && status !== undefined && status < 300;
}
