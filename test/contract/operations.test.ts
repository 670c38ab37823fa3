/** Every operation of the simulator is one of Genesys Cloud, with the permissions that it needs there. */

import { describe, expect, it } from 'vitest';
import { ALL_OPERATIONS } from '../../src/simulator/operations/all-operations.ts';
import { UNDESCRIBED } from './contract.ts';
import { findDescription, findOperation, NOT_RUN, readDescription } from './description.ts';
import { isListed, UNDESCRIBED_OPERATIONS } from './differences.ts';

const path = findDescription();

if (path === undefined) {
  it(NOT_RUN, () => {
    expect(ALL_OPERATIONS.length).toBeGreaterThan(0);
  });
} else {
  const description = readDescription(path);

  describe('every operation of the simulator', () => {
    it.each(ALL_OPERATIONS.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
      '%s is one of Genesys Cloud, with its permissions',
      (name, operation) => {
        const described = findOperation(description, operation.method, `/api/v2${operation.path}`);
        expect(described === undefined).toBe(isListed({ operation: name, problem: UNDESCRIBED }));
        if (described === undefined) return;
        const { mode, names } = operation.permissions;
        const required = described['x-inin-requires-permissions'];
        expect([...names].sort()).toEqual([...(required?.permissions ?? [])].sort());
        if (names.length > 1) expect(mode.toUpperCase()).toBe(required?.type);
      },
    );
  });

  it('is listed as undescribed only if the simulator has it', () => {
    const names = ALL_OPERATIONS.map((operation) => `${operation.method} ${operation.path}`);
    expect(UNDESCRIBED_OPERATIONS.filter((name) => !names.includes(name))).toEqual([]);
  });
}
