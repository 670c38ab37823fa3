/**
 * The fields of a Genesys user that stand for one SCIM attribute each. The changes of a profile are found by
 * this table, and docs/mapping.md shows it.
 */

import type { GenesysUser } from '../../genesys/models.ts';
import type { DesiredUser } from '../desired-user.ts';
import type { AttributeMapping } from './attribute-mapping.ts';
import type { ProfileUpdate } from './profile-changes.ts';

interface ProfileField extends AttributeMapping {
  readonly held: (user: GenesysUser) => string | undefined;
  /** An empty text clears. */
  readonly wanted: (desired: DesiredUser) => string;
  /** Equal keys mean an equal value. */
  readonly keyOf?: (value: string) => string;
  readonly addTo: (update: ProfileUpdate, value: string, user: GenesysUser) => ProfileUpdate;
}

/** employerInfo is written whole, so what it holds beside our fields is carried over. */
function addEmployerInfo(field: 'employeeId' | 'dateHire'): ProfileField['addTo'] {
  return (update, value, user) => ({
    ...update,
    employerInfo: { ...(update.employerInfo ?? user.employerInfo), [field]: value },
  });
}

export const PROFILE_FIELDS: readonly ProfileField[] = [
  {
    scim: 'displayName',
    genesys: '`name`',
    notes:
      'else `name.formatted`, else given and family name, else userName; follows the name parts while it only repeats them',
    held: (user) => user.name,
    wanted: ({ name }) => name,
    addTo: (update, name) => ({ ...update, name }),
  },
  {
    scim: 'emails',
    genesys: '`email`, the others kept',
    notes: 'primary, else work, else userName, else userName at `provisioning.emailDomain`, else 400',
    held: (user) => user.email,
    wanted: ({ email }) => email,
    keyOf: (email) => email.toLowerCase(),
    addTo: (update, email) => ({ ...update, email }),
  },
  {
    scim: 'title',
    genesys: '`title`',
    notes: '',
    held: (user) => user.title,
    wanted: ({ title }) => title,
    addTo: (update, title) => ({ ...update, title }),
  },
  {
    scim: 'enterprise department',
    genesys: '`department`',
    notes: '',
    held: (user) => user.department,
    wanted: ({ department }) => department,
    addTo: (update, department) => ({ ...update, department }),
  },
  {
    scim: 'enterprise manager',
    genesys: '`manager`',
    notes: 'the manager\'s SCIM id, alone or as `{"value": ...}`; an empty text clears; anything else is 400',
    held: (user) => user.manager?.id,
    wanted: ({ managerId }) => managerId,
    addTo: (update, manager) => ({ ...update, manager }),
  },
  {
    scim: 'enterprise employeeNumber',
    genesys: '`employerInfo.employeeId`',
    notes: '',
    held: (user) => user.employerInfo?.employeeId,
    wanted: ({ employeeId }) => employeeId,
    addTo: addEmployerInfo('employeeId'),
  },
  {
    scim: 'enterprise dateHire',
    genesys: '`employerInfo.dateHire`',
    notes: '`YYYY-MM-DD`, or a time of which the date counts; not in RFC 7643',
    held: (user) => user.employerInfo?.dateHire,
    wanted: ({ dateHire }) => dateHire,
    addTo: addEmployerInfo('dateHire'),
  },
];
