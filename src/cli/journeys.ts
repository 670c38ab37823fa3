/** Journeys as the admin API answers them, and as they are printed. */

import { z } from 'zod';
import { colour } from './colours.ts';

export const journeySchema = z.object({
  id: z.string(),
  userId: z.string(),
  kind: z.string(),
  status: z.string(),
  client: z.string(),
  requestedAt: z.string(),
  lockedOutAt: z.string().optional(),
  completedAt: z.string().optional(),
  restoredAt: z.string().optional(),
});
export type Journey = z.infer<typeof journeySchema>;

export const stepSchema = z.object({
  name: z.string(),
  status: z.string(),
  attempts: z.number(),
  waitingFor: z.string().optional(),
  error: z.string().optional(),
  completedAt: z.string().optional(),
});
export type Step = z.infer<typeof stepSchema>;

export const journeyWithStepsSchema = journeySchema.extend({ steps: z.array(stepSchema).default([]) });
export type JourneyWithSteps = z.infer<typeof journeyWithStepsSchema>;

function paint(status: string): string {
  if (status === 'stuck') return colour('red', status);
  if (status === 'complete' || status === 'restored' || status === 'done') return colour('green', status);
  return status === 'cancelled' ? colour('dim', status) : colour('yellow', status);
}

const WORDS: Readonly<Record<string, string>> = {
  deactivate: 'deactivation',
  delete: 'deletion',
  restore: 'return',
};

export function nameKind(kind: string): string {
  return WORDS[kind] ?? kind;
}

export function describeJourney(journey: Journey): string {
  const { kind, status, client, requestedAt, lockedOutAt, completedAt, restoredAt } = journey;
  const times = [
    `requested ${requestedAt} by ${client}`,
    lockedOutAt === undefined ? undefined : `locked out ${lockedOutAt}`,
    completedAt === undefined ? undefined : `complete ${completedAt}`,
    restoredAt === undefined ? undefined : `restored ${restoredAt}`,
  ].filter((part) => part !== undefined);
  return `${nameKind(kind)} ${paint(status)}: ${times.join(', ')}`;
}

export function describeStep({ name, status, attempts, waitingFor, error, completedAt }: Step): string {
  const why = error ?? (waitingFor === undefined ? undefined : `waits for ${waitingFor}`);
  const parts = [
    `  ${name.padEnd(14)} ${paint(status)}`,
    completedAt,
    attempts > 1 ? `${attempts} attempts` : undefined,
    why,
  ];
  return parts.filter((part) => part !== undefined).join('  ');
}
