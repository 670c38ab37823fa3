import { isObject, isTextList, isUuid, type JsonObject } from '../http/check-input.ts';
import { badRequest, conflict, notFound } from '../http/platform-error.ts';
import type { UserProfile, UserRecord } from '../organisation/model.ts';
import type { Organisation } from '../organisation/organisation.ts';
import type { World } from '../world.ts';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isObjectList: Check = (value) => Array.isArray(value) && value.every(isObject);

const CONTACT_TYPES: readonly unknown[] = [
  'PRIMARY',
  'WORK',
  'WORK2',
  'WORK3',
  'WORK4',
  'HOME',
  'MOBILE',
  'MAIN',
  'OTHER',
];
const MEDIA_TYPES: readonly unknown[] = ['PHONE', 'EMAIL', 'SMS'];

function isContact(value: unknown): boolean {
  if (!isObject(value)) return false;
  const typeFits = value.type === undefined || CONTACT_TYPES.includes(value.type);
  return typeFits && (value.mediaType === undefined || MEDIA_TYPES.includes(value.mediaType));
}

const isContactList: Check = (value) => Array.isArray(value) && value.every(isContact);

/** Fields of `UpdateUser` that are kept as they are sent. */
const PROFILE_FIELDS: Readonly<Record<string, Check>> = {
  title: isText,
  department: isText,
  preferredName: isText,
  addresses: isContactList,
  primaryContactInfo: isContactList,
  images: isObjectList,
  chat: isObject,
  profileSkills: isTextList,
  certifications: isTextList,
  locations: isObjectList,
  biography: isObject,
  employerInfo: isObject,
  acdAutoAnswer: (value) => typeof value === 'boolean',
};

/** `CreateUser` takes fewer fields; FACTS 1.2: the others need a later PATCH. */
const CREATE_FIELDS: readonly string[] = ['title', 'department', 'addresses'];

function readFields(body: JsonObject, names: readonly string[]): UserProfile {
  const profile: UserProfile = {};
  for (const name of names) {
    const value = body[name];
    if (value === undefined) continue;
    const cleared = value === null || value === '';
    if (!cleared && !PROFILE_FIELDS[name]?.(value)) {
      throw badRequest(`The value of field '${name}' is not valid.`, 'invalid.value');
    }
    profile[name] = cleared ? undefined : value;
  }
  return profile;
}

export function profileForCreation(body: JsonObject): UserProfile {
  return readFields(body, CREATE_FIELDS);
}

export function requireEmail(email: unknown): string {
  if (typeof email === 'string' && /^[^@\s]+@[^@\s]+$/.test(email)) return email;
  throw badRequest("The field 'email' must be an e-mail address.", 'invalid.value');
}

/** FACTS 1.2: a deleted user still holds its address. */
export function requireFreeEmail(organisation: Organisation, email: string, user?: UserRecord): void {
  const holder = organisation.users.findByEmail(email);
  if (holder === undefined || holder === user) return;
  throw conflict(`A user with the email '${email}' already exists.`);
}

function managerOf(organisation: Organisation, value: unknown): string | undefined {
  if (value === null || value === '') return undefined;
  const id = isObject(value) ? value.id : value;
  if (!isUuid(id)) throw badRequest("The field 'manager' must be the id of a user.", 'invalid.value');
  if (organisation.users.get(id.toLowerCase()) === undefined) throw notFound(`manager ${id}`);
  return id.toLowerCase();
}

function optionalName(body: JsonObject, field: 'name' | 'username'): string | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.trim() !== '') return value;
  throw badRequest(`The field '${field}' must be a text that is not empty.`, 'invalid.value');
}

/** Checks all fields of a PATCH before it changes any; returns the change. */
export function readProfileChange(world: World, user: UserRecord, body: JsonObject): () => void {
  const { organisation } = world;
  const profile = readFields(body, Object.keys(PROFILE_FIELDS));
  const name = optionalName(body, 'name');
  const email = body.email === undefined || body.email === null ? undefined : requireEmail(body.email);
  if (email !== undefined) requireFreeEmail(organisation, email, user);
  const username = optionalName(body, 'username') ?? email;
  const managerId = body.manager === undefined ? user.managerId : managerOf(organisation, body.manager);
  return () => {
    user.profile = { ...user.profile, ...profile };
    if (name !== undefined) user.name = name;
    if (email !== undefined) organisation.users.changeEmail(user, email);
    if (username !== undefined) user.username = username;
    user.managerId = managerId;
  };
}
