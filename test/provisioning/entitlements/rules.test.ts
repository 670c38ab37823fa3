import { describe, expect, it } from 'vitest';
import { isDefaultRole, isInRoleDivision } from '../../../src/provisioning/entitlements/rules.ts';

const grant = (divisionId: string, divisionName?: string) => ({
  roleId: 'r',
  divisionId,
  ...(divisionName === undefined ? {} : { divisionName }),
});

describe('the division of roles', () => {
  it('is known by its name in any case', () => {
    const rules = { roleDivision: 'Home', defaultRoles: [] };
    expect(isInRoleDivision(grant('1', 'home'), rules)).toBe(true);
    expect(isInRoleDivision(grant('2', 'Sales'), rules)).toBe(false);
    expect(isInRoleDivision(grant('1'), rules)).toBe(false);
  });

  it('may be all divisions, which is none of them alone', () => {
    const rules = { roleDivision: '*', defaultRoles: [] };
    expect(isInRoleDivision(grant('*'), rules)).toBe(true);
    expect(isInRoleDivision(grant('1', 'Home'), rules)).toBe(false);
  });
});

describe('default roles', () => {
  it('are known by their names in any case', () => {
    const rules = { roleDivision: 'Home', defaultRoles: ['employee'] };
    expect(['Employee', 'Admin', undefined].map((name) => isDefaultRole(name, rules))).toEqual([
      true,
      false,
      false,
    ]);
  });
});
