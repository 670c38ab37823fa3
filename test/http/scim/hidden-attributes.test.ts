import { describe, expect, it } from 'vitest';
import { ENTERPRISE } from '../../scim/memory-backend.ts';
import { errorOf, ScimServer, USER, user } from './harness.ts';

const server = new ScimServer({ hiddenAttributes: ['nickname', `${ENTERPRISE}:costCenter`] });

describe('hidden attributes', () => {
  it('are not published', async () => {
    const namesOf = async (urn: string) =>
      (await server.get(`/Schemas/${urn}`)).body.attributes.map(({ name }: { name: string }) => name);
    expect(await namesOf(USER)).not.toContain('nickName');
    expect(await namesOf(ENTERPRISE)).not.toContain('costCenter');
    expect(await namesOf(ENTERPRISE)).toContain('department');
  });

  it('are ignored on input and unknown to filters', async () => {
    const created = await server.post(
      '/Users',
      user({ nickName: 'N', title: 'T', [ENTERPRISE]: { costCenter: '1', department: 'D' } }),
    );
    expect(created.body).toMatchObject({ title: 'T', [ENTERPRISE]: { department: 'D' } });
    expect(created.text).not.toMatch(/nickName|costCenter/);
    expect(errorOf(await server.filter('nickName eq "N"'))).toBe('400 invalidFilter');
  });
});
