import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Role, refusalFor, type Session } from './session.ts';

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession outside of what is shown to somebody signed in');
  return session;
}

/** Why the one who is signed in may not do what needs this role, for `disabledBecause` of a button. */
export function useRefusalFor(needed: Role): string | undefined {
  return refusalFor(useSession().role, needed);
}
