import { randomUUID } from 'node:crypto';
import type { AuditFact, PropertyChange } from '../organisation/audit-log.ts';
import type { Proficiency, UserRecord } from '../organisation/model.ts';
import type { World } from '../world.ts';

export function recordAudit(world: World, clientId: string, fact: AuditFact): void {
  world.organisation.audit.add({ id: randomUUID(), at: world.now(), clientId, ...fact });
}

/** One property that lost and gained these values. */
function change(
  property: string,
  oldValues: readonly string[],
  newValues: readonly string[],
): PropertyChange {
  return { property, oldValues, newValues };
}

type Properties = ReadonlyMap<string, readonly string[]>;

function proficiencies(held: readonly Proficiency[]): string[] {
  return held.map(({ id, proficiency }) => `${id}:${proficiency}`);
}

/** What an audit of a user compares. */
export function auditedProperties(user: UserRecord): Properties {
  const { name, email, username, state, divisionId, managerId, profile } = user;
  const texts: [string, string | undefined][] = Object.entries({
    name,
    email,
    username,
    state,
    divisionId,
    manager: managerId,
  });
  const values = Object.entries(profile).map(([property, value]): [string, string | undefined] => [
    property,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return new Map([
    ...[...texts, ...values].map(([property, value]): [string, string[]] => [
      property,
      value === undefined ? [] : [value],
    ]),
    ['skills', proficiencies(user.skills)],
    ['languages', proficiencies(user.languages)],
  ]);
}

export function differences(before: Properties, after: Properties): PropertyChange[] {
  const properties = new Set([...before.keys(), ...after.keys()]);
  return [...properties].flatMap((property) => {
    const [old = [], fresh = []] = [before.get(property), after.get(property)];
    return old.join('\u0000') === fresh.join('\u0000') ? [] : [change(property, old, fresh)];
  });
}
