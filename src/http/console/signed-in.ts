/** How somebody who is signed in appears: to themselves, and in the audit trail. */

import type { AuditEntry } from '../../store/audit.ts';
import type { ConsoleSession, SignedIn } from '../../store/console-sessions.ts';

/** As the audit trail, the guard and the rates call them; no client's name holds a colon. */
export function actorOf(signedIn: SignedIn): string {
  return 'credential' in signedIn ? signedIn.credential.client : `oidc:${signedIn.person.subject}`;
}

export function nameOf(signedIn: SignedIn): string {
  if ('credential' in signedIn) return signedIn.credential.client;
  const { name, email, subject } = signedIn.person;
  return name ?? email ?? subject;
}

/** Name and address of an administrator, in the part of the audit trail that can be erased. */
function personalOf(signedIn: SignedIn): Record<string, string> {
  if ('credential' in signedIn) return {};
  const { name, email } = signedIn.person;
  return {
    ...(name === undefined ? {} : { administrator: name }),
    ...(email === undefined ? {} : { administratorEmail: email }),
  };
}

/** Who it is, in which session, for an entry of the audit trail. */
export function describeSession(session: ConsoleSession): Pick<AuditEntry, 'detail' | 'personal'> {
  const { reference, role } = session;
  const proof =
    'credential' in session
      ? { client: session.credential.client, credential: session.credential.id }
      : { issuer: session.person.issuer, subject: session.person.subject };
  const personal = personalOf(session);
  return {
    detail: { session: reference, role, ...proof },
    ...(Object.keys(personal).length === 0 ? {} : { personal }),
  };
}
