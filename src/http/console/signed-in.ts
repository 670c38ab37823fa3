/** How somebody who is signed in appears: to themselves, and in the audit trail. */

import type { AuditEntry } from '../../store/audit.ts';
import type { ConsoleSession, Person, SignedIn } from '../../store/console-sessions.ts';

/** As the audit trail, the guard and the rates call them; no client's name holds a colon. */
export function actorOf(signedIn: SignedIn): string {
  return 'credential' in signedIn ? signedIn.credential.client : `oidc:${signedIn.person.subject}`;
}

export function nameOf(signedIn: SignedIn): string {
  if ('credential' in signedIn) return signedIn.credential.client;
  const { name, email, subject } = signedIn.person;
  return name ?? email ?? subject;
}

type Described = Pick<AuditEntry, 'detail' | 'personal'>;

/** Name and address go into the part of the audit trail that can be erased. */
export function describePerson({ issuer, subject, name, email }: Person): Described {
  const personal = {
    ...(name === undefined ? {} : { administrator: name }),
    ...(email === undefined ? {} : { administratorEmail: email }),
  };
  return { detail: { issuer, subject }, ...(Object.keys(personal).length === 0 ? {} : { personal }) };
}

/** Who it is, in which session, for an entry of the audit trail. */
export function describeSession(session: ConsoleSession): Described {
  const { reference, role } = session;
  const { detail, personal }: Described =
    'credential' in session
      ? { detail: { client: session.credential.client, credential: session.credential.id } }
      : describePerson(session.person);
  return {
    detail: { session: reference, role, ...detail },
    ...(personal === undefined ? {} : { personal }),
  };
}
