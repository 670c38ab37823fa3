import { describe, expect, it } from 'vitest';
import { AdminApi, addressOf } from '../../../src/console/api/admin-api.ts';
import { ApiError } from '../../../src/console/api/api-error.ts';

function apiThat(answer: () => Promise<Response>) {
  const asked: { readonly address: string; readonly init: RequestInit }[] = [];
  let signedOut = 0;
  const api = new AdminApi({
    csrfToken: 'csrf',
    onSignedOut: () => {
      signedOut += 1;
    },
    fetch: async (address, init) => {
      asked.push({ address: String(address), init: init ?? {} });
      return await answer();
    },
  });
  return { api, asked, signedOut: () => signedOut };
}

async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.catch((thrown: unknown) => thrown);
  if (error instanceof ApiError) return error;
  throw new Error('It did not fail as expected', { cause: error });
}

describe('calls of the admin API', () => {
  it('puts values into the path and leaves empty ones out of the query', () => {
    expect(addressOf('/guard/{client}/release', { client: 'a/b c' })).toBe(
      '/admin/v1/guard/a%2Fb%20c/release',
    );
    expect(addressOf('/audit', {}, { subject: 'ä&b', actor: '', before: undefined, limit: 5 })).toBe(
      '/admin/v1/audit?subject=%C3%A4%26b&limit=5',
    );
  });

  it('sends the CSRF token with what changes something, and only then', async () => {
    const { api, asked } = apiThat(async () => Response.json({ guards: [] }));
    await api.read('/guard');
    await api.command('post', '/guard/{client}/release', {
      values: { client: 'okta' },
      body: { forSeconds: 60 },
    });
    const [read, command] = asked;
    expect(new Headers(read?.init.headers).has('X-CSRF-Token')).toBe(false);
    expect(new Headers(command?.init.headers).get('X-CSRF-Token')).toBe('csrf');
    expect(command?.init).toMatchObject({
      method: 'POST',
      body: '{"forSeconds":60}',
      credentials: 'same-origin',
    });
  });

  it('gives cause and cure as the API says them, and what finds the request in the log', async () => {
    const { api, signedOut } = apiThat(async () =>
      Response.json(
        { detail: 'Held back; see: guard status' },
        { status: 503, headers: { 'Retry-After': '7', 'X-Request-Id': 'r1' } },
      ),
    );
    expect(await failureOf(api.read('/guard'))).toMatchObject({
      kind: 'failed',
      message: 'Held back; see: guard status',
      retryAfterSeconds: 7,
      requestId: 'r1',
    });
    expect(signedOut()).toBe(0);
  });

  it('understands a refusal that is no JSON', async () => {
    const { api } = apiThat(async () => new Response('<html>Bad gateway</html>', { status: 502 }));
    expect((await failureOf(api.read('/guard'))).message).toContain('status 502');
  });

  it('notices that the session has ended', async () => {
    const { api, signedOut } = apiThat(async () => Response.json({}, { status: 401 }));
    expect((await failureOf(api.read('/guard'))).kind).toBe('signedOut');
    expect(signedOut()).toBe(1);
  });

  it('tells a bridge out of reach from a page that was left', async () => {
    const { api } = apiThat(() => Promise.reject(new TypeError('failed to fetch')));
    expect((await failureOf(api.read('/guard'))).kind).toBe('unreachable');
    await expect(api.read('/guard', { signal: AbortSignal.abort() })).rejects.toThrow(TypeError);
  });
});
