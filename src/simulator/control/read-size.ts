import { type JsonObject, objectBody } from '../http/check-input.ts';
import { badRequest } from '../http/platform-error.ts';
import type { OrganisationSize } from '../organisation/seed-organisation.ts';

const MAX_USERS = 1_000_000;
const MAX_QUEUES = 5000;
/** FACTS 11: Genesys' own SCIM takes no more for a user. */
const MAX_SKILLS = 50;
const MAX_SEED = 0xffffffff;

function integer(body: JsonObject, field: keyof OrganisationSize, fallback: number, max: number): number {
  const value = body[field];
  if (value === undefined) return fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max) return value;
  throw badRequest(`The field '${field}' must be an integer from 0 to ${max}.`);
}

/** The size that a reset asks for; what it leaves out stays as it was at the start. */
export function readSize(value: unknown, initial: OrganisationSize): OrganisationSize {
  const body = objectBody(value);
  return {
    users: integer(body, 'users', initial.users, MAX_USERS),
    queues: integer(body, 'queues', initial.queues, MAX_QUEUES),
    skills: body.skills === undefined ? initial.skills : integer(body, 'skills', 0, MAX_SKILLS),
    seed: integer(body, 'seed', initial.seed, MAX_SEED),
  };
}
