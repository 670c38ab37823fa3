import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bridge, startBridge } from './bridge.ts';
import { fillIn, readTranscripts, type Transcript } from './transcript.ts';

const TRANSCRIPTS = readTranscripts();
/** How long release steps and searches that see changes late may take, in milliseconds. */
const SETTLING_MS = 10_000;

let bridge: Bridge;
beforeAll(async () => {
  bridge = await startBridge();
});
afterAll(() => bridge.close());

function valueAt(body: unknown, path: string): string {
  let value = body;
  for (const name of path.split('.')) value = new Map(Object.entries(Object(value))).get(name);
  if (typeof value === 'string') return value;
  throw new Error(`The answer has no text at '${path}'`);
}

/** Somebody active whom only Genesys knows, a different one for each transcript. */
async function givenNames(index: number): Promise<Map<string, string>> {
  const users = await bridge.genesys.users('active', 100);
  const [agent, manager] = [users[10 + index], users[0]];
  if (agent === undefined || manager === undefined) throw new Error('The simulator has too few people');
  return new Map([
    ['agent', String(agent.id)],
    ['agentEmail', String(agent.email)],
    ['agentName', String(agent.name)],
    ['manager', String(manager.id)],
    ['unique', `c${index}`],
    ['base', `${bridge.url}/scim/v2`],
  ]);
}

async function replay(name: string, index: number, { steps, ...how }: Transcript): Promise<void> {
  const names = await givenNames(index);
  const authorization = await bridge.authorize(name.replaceAll('/', '-'), how.authorization);
  for (const [number, step] of steps.entries()) {
    const { method, path, headers, body } = step.request;
    const target = String(fillIn(path, names));
    const query = how.query === undefined ? '' : `${target.includes('?') ? '&' : '?'}${how.query}`;
    const response = await fetch(`${bridge.url}/scim/v2${target}${query}`, {
      method,
      headers: { ...how.headers, ...headers, Authorization: authorization },
      ...(body === undefined ? {} : { body: JSON.stringify(fillIn(body, names)) }),
    });
    const text = await response.text();
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    const where = `step ${number + 1}: ${method} ${target}: ${text.slice(0, 300)}`;
    expect(response.status, where).toBe(step.answer.status);
    if (text !== '') expect(response.headers.get('content-type')).toMatch(/^application\/scim\+json/);
    for (const [header, value] of Object.entries(step.answer.headers ?? {})) {
      expect(response.headers.get(header), where).toBe(fillIn(value, names));
    }
    for (const [as, at] of Object.entries(step.keep ?? {})) names.set(as, valueAt(answer, at));
    if (step.answer.body !== undefined)
      expect(answer, where).toMatchObject(Object(fillIn(step.answer.body, names)));
    for (const absent of step.answer.without ?? []) expect(answer, where).not.toHaveProperty(absent);
    for (const wanted of step.genesys ?? []) {
      const ask = async () => await bridge.genesys.send('GET', String(fillIn(wanted.path, names)));
      const expected = {
        status: wanted.status,
        ...(wanted.body === undefined ? {} : { body: fillIn(wanted.body, names) }),
      };
      await expect.poll(ask, { timeout: SETTLING_MS, message: where }).toMatchObject(expected);
    }
  }
}

describe('the bridge hears and answers', () => {
  it.each(TRANSCRIPTS.map(([name, transcript], index) => [name, index, transcript] as const))(
    '%s',
    async (name, index, transcript) => {
      const since = await bridge.genesys.lastSeq();
      await replay(name, index, transcript);
      const deleted = (await bridge.genesys.journal(since)).filter(
        ({ method, path }) => method === 'DELETE' && /^\/api\/v2\/users\/[^/]+$/.test(path),
      );
      expect(deleted).toEqual([]);
    },
  );
});
