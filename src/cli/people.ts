/** People as an administrator names them on the command line, and as the admin API answers. */

import { z } from 'zod';
import { BridgeError } from '../errors.ts';
import type { AdminClient } from './admin-client.ts';

export const personSchema = z.object({
  id: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  state: z.string().optional(),
  wanted: z.string().optional(),
  matched: z.array(z.string()),
});
export type Person = z.infer<typeof personSchema>;

const searchSchema = z.object({ people: z.array(personSchema), genesysError: z.string().optional() });

export const USER_HELP = 'Genesys id, userName, e-mail address, externalId or full name';

export function describePerson({ id, name, email }: Pick<Person, 'id' | 'name' | 'email'>): string {
  return [name, email === undefined ? undefined : `<${email}>`, id]
    .filter((part) => part !== undefined)
    .join(' ');
}

async function searchPeople(admin: AdminClient, text: string) {
  return searchSchema.parse(await admin.get(`/users?search=${encodeURIComponent(text)}`));
}

/** The one person that the text means; throws for nobody and for several. */
export async function findPerson(admin: AdminClient, text: string): Promise<Person> {
  const { people, genesysError } = await searchPeople(admin, text);
  const [person, ...others] = people;
  if (person !== undefined && others.length === 0) return person;
  const addition = genesysError === undefined ? '' : ` (Genesys Cloud could not be asked: ${genesysError})`;
  const message =
    person === undefined
      ? `nobody is or was known as '${text}'${addition}; give a ${USER_HELP}`
      : `'${text}' may mean several people; give the id of one: ${people.map(describePerson).join('; ')}`;
  // Somebody who could not be looked for may well be there: worth another try.
  const status = person === undefined && genesysError !== undefined ? 503 : 404;
  throw new BridgeError(message, { code: 'cli.which-person', status });
}
