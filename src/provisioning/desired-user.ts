/** From SCIM attributes to what Genesys is to hold of a person. */

import { BridgeError } from '../errors.ts';
import { isUuid } from '../genesys/ids.ts';
import type { JsonObject } from '../scim/backend.ts';
import { readObject, readObjects, readText } from './attribute-values.ts';
import type { WantedPhones } from './mapping/phone-slots.ts';
import { ENTERPRISE_URN } from './urns.ts';

export interface DesiredUser {
  readonly name: string;
  readonly email: string;
  /** Empty text means unassigned. */
  readonly title: string;
  readonly department: string;
  readonly managerId: string;
  readonly employeeId: string;
  readonly dateHire: string;
  /** Undefined leaves the division alone: a Genesys user always has one. */
  readonly divisionName: string | undefined;
  /** Places that are not in it are left alone. */
  readonly phones: WantedPhones;
}

const EMAIL = /^[^\s@]+@[^\s@]+$/;

export function isEmailAddress(text: string): boolean {
  return text.length <= 254 && EMAIL.test(text);
}

function choosePrimaryEmail(attributes: JsonObject): string | undefined {
  const emails = readObjects(attributes, 'emails').filter((email) => readText(email, 'value') !== undefined);
  const chosen =
    emails.find((email) => email.primary === true) ??
    emails.find((email) => readText(email, 'type')?.toLowerCase() === 'work');
  return readText(chosen, 'value');
}

/** Primary e-mail, else work e-mail, else userName if it is an address, else userName at the given domain. */
function chooseEmail(attributes: JsonObject, userName: string, emailDomain: string | undefined): string {
  const email = choosePrimaryEmail(attributes);
  if (email !== undefined) return requireEmail(email);
  if (isEmailAddress(userName)) return userName;
  if (emailDomain !== undefined) return requireEmail(`${userName}@${emailDomain}`);
  throw new BridgeError(
    'Genesys Cloud needs an e-mail address: send a primary or work e-mail, use an e-mail address as userName, or set provisioning.emailDomain',
    { code: 'user.no-email', status: 400, scimType: 'invalidValue' },
  );
}

function requireEmail(text: string): string {
  if (isEmailAddress(text)) return text;
  throw new BridgeError(`'${text}' is no e-mail address`, {
    code: 'user.bad-email',
    status: 400,
    scimType: 'invalidValue',
  });
}

function chooseName(attributes: JsonObject, userName: string): string {
  const name = readObject(attributes, 'name');
  const parts = [readText(name, 'givenName'), readText(name, 'familyName')].filter(
    (part) => part !== undefined,
  );
  return (
    readText(attributes, 'displayName') ??
    readText(name, 'formatted') ??
    (parts.length > 0 ? parts.join(' ') : userName)
  );
}

function readManagerId(enterprise: JsonObject | undefined): string {
  const id = readText(readObject(enterprise, 'manager'), 'value');
  if (id === undefined) return '';
  if (isUuid(id)) return id;
  throw new BridgeError(`manager '${id}' is no id of this server; map the manager's SCIM id`, {
    code: 'user.bad-manager',
    status: 400,
    scimType: 'invalidValue',
  });
}

const DATE = /^\d{4}-\d{2}-\d{2}(?=T|$)/;

/** The date of an ISO 8601 date or time: Genesys keeps no more. */
function readDateHire(enterprise: JsonObject | undefined): string {
  const text = readText(enterprise, 'dateHire');
  if (text === undefined) return '';
  const date = DATE.exec(text)?.[0];
  if (date !== undefined && !Number.isNaN(Date.parse(text))) return date;
  throw new BridgeError(`dateHire '${text}' is no date such as 2026-01-31`, {
    code: 'user.bad-date',
    status: 400,
    scimType: 'invalidValue',
  });
}

export function readUserName(attributes: JsonObject): string {
  const userName = readText(attributes, 'userName');
  if (userName !== undefined) return userName;
  throw new BridgeError("Required attribute 'userName' is missing", {
    code: 'user.no-user-name',
    status: 400,
    scimType: 'invalidValue',
  });
}

/** Who it is, for the audit trail's erasable part. */
export function readIdentity(
  attributes: JsonObject,
  emailDomain: string | undefined,
): { readonly name: string; readonly userName: string; readonly email: string } {
  const userName = readUserName(attributes);
  const email = chooseEmail(attributes, userName, emailDomain);
  return { name: chooseName(attributes, userName), userName, email };
}

export function toDesiredUser(
  attributes: JsonObject,
  emailDomain: string | undefined,
  phones: WantedPhones,
): DesiredUser {
  const userName = readUserName(attributes);
  const enterprise = readObject(attributes, ENTERPRISE_URN);
  return {
    name: chooseName(attributes, userName),
    email: chooseEmail(attributes, userName, emailDomain),
    title: readText(attributes, 'title') ?? '',
    department: readText(enterprise, 'department') ?? '',
    managerId: readManagerId(enterprise),
    employeeId: readText(enterprise, 'employeeNumber') ?? '',
    dateHire: readDateHire(enterprise),
    divisionName: readText(enterprise, 'division'),
    phones,
  };
}
