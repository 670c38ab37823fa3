/** Finds a person whatever their state: the default read does not see deleted users (FACTS section 1). */

import type { GenesysUser } from '../../genesys/models.ts';
import type { StepContext } from './step.ts';

export async function findPersonAnyState(
  context: StepContext,
  expand: readonly string[] = [],
): Promise<GenesysUser | undefined> {
  const { genesys, userId, call } = context;
  const options = expand.length === 0 ? {} : { expand: [...expand] };
  return (
    (await genesys.users.find(userId, options, call)) ??
    (await genesys.users.find(userId, { ...options, state: 'deleted' }, call))
  );
}
