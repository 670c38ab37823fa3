/**
 * The fewest Genesys writes that bring a profile to what is desired. The division has an API of its own, and
 * employerInfo is written whole, so what it holds beside our fields is carried over.
 */

import type { GenesysUser, UserUpdate } from '../genesys/models.ts';
import type { DesiredUser } from './desired-user.ts';

export type ProfileUpdate = Omit<UserUpdate, 'version'>;

type EmployerInfo = NonNullable<GenesysUser['employerInfo']>;

function changedEmployerInfo(user: GenesysUser, desired: DesiredUser): EmployerInfo | undefined {
  const current = user.employerInfo ?? {};
  const sameId = (current.employeeId ?? '') === desired.employeeId;
  const sameDate = (current.dateHire ?? '') === desired.dateHire;
  if (sameId && sameDate) return undefined;
  return { ...current, employeeId: desired.employeeId, dateHire: desired.dateHire };
}

/** Undefined when nothing differs. */
export function findProfileUpdate(user: GenesysUser, desired: DesiredUser): ProfileUpdate | undefined {
  const employerInfo = changedEmployerInfo(user, desired);
  const update: ProfileUpdate = {
    ...(user.name === desired.name ? {} : { name: desired.name }),
    ...(user.email.toLowerCase() === desired.email.toLowerCase() ? {} : { email: desired.email }),
    ...((user.title ?? '') === desired.title ? {} : { title: desired.title }),
    ...((user.department ?? '') === desired.department ? {} : { department: desired.department }),
    ...((user.manager?.id ?? '') === desired.managerId ? {} : { manager: desired.managerId }),
    ...(employerInfo === undefined ? {} : { employerInfo }),
  };
  return Object.keys(update).length > 0 ? update : undefined;
}
