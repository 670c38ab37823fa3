import { isVersionConflict } from './errors.ts';

const CONFLICT_RETRIES = 3;

/**
 * Skills and languages are part of the user, so that a write of theirs can meet another one of the same user,
 * though it carries no version (FACTS section 1): then it is simply made again.
 */
export async function againAfterConflict<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isVersionConflict(error) || attempt > CONFLICT_RETRIES) throw error;
    }
  }
}
