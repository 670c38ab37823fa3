import type { Group, UserRecord } from './model.ts';

/** The part of a user that a search looks at. */
export interface SearchDocument {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly state: string;
  readonly username: string;
  readonly divisionId: string;
  readonly profile: Readonly<Record<string, unknown>>;
}

export function searchDocument(user: UserRecord): SearchDocument {
  const { id, name, email, state, username, divisionId, profile } = user;
  return { id, name, email, state, username, divisionId, profile };
}

/** The part of a group that a search looks at. */
export interface GroupDocument {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly description: string;
}

export function groupDocument({ id, name, type, description }: Group): GroupDocument {
  return { id, name, type, description };
}
