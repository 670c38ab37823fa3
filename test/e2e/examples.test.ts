/** Sends every request of examples/*.http to the demo and holds the answer to the status that stands there. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareDataFolder } from '../store/prepared-folder.ts';
import {
  freePort,
  launch,
  makeFolder,
  type Running,
  removeFolder,
  waitUntilReady,
} from './harness/processes.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));
const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.http'));

interface Example {
  readonly title: string;
  readonly name: string | undefined;
  readonly expected: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function readExample(block: string): Example {
  const [title = '', ...lines] = block.trim().split('\n');
  const notes = lines.filter((line) => line.startsWith('# @'));
  const rest = lines.filter((line) => !line.startsWith('#'));
  const end = rest.indexOf('');
  const [request = '', ...headers] = end < 0 ? rest : rest.slice(0, end);
  const [method = '', ...url] = request.split(' ');
  const note = (key: string) =>
    notes.find((line) => line.startsWith(`# @${key} `))?.slice(`# @${key} `.length);
  return {
    title,
    name: note('name'),
    expected: Number(note('expect')),
    method,
    url: url.join(' '),
    headers: Object.fromEntries(headers.map((line) => line.split(': '))),
    body: end < 0 ? '' : rest.slice(end + 1).join('\n'),
  };
}

/** `$.Resources[0].id` of an earlier answer. */
function follow(answer: unknown, path: string): string {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '' && step !== '$');
  const found = steps.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    answer,
  );
  if (typeof found !== 'string') throw new Error(`no text at ${path}`);
  return found;
}

describe('the examples', () => {
  let folder: string;
  let port: number;
  let demo: Running;

  beforeAll(async () => {
    folder = await makeFolder();
    prepareDataFolder(`${folder}/data`);
    port = await freePort();
    demo = launch(['demo'], {
      BRIDGE_DATA: `${folder}/data`,
      PORT: String(port),
      SIMULATOR_PORT: String(await freePort()),
      BRIDGE_DEMO_TOKEN: 'demo',
      BRIDGE_DEMO_ADMIN_TOKEN: 'demo-admin',
    });
    await waitUntilReady(demo, `http://127.0.0.1:${port}/readyz`);
  });

  afterAll(async () => {
    await demo.end();
    await removeFolder(folder);
  });

  it.each(files)('in %s answer as they say', async (file) => {
    const [head = '', ...blocks] = readFileSync(`${EXAMPLES}/${file}`, 'utf8').split(/^### /m);
    const variables = new Map(
      [...head.matchAll(/^@(\w+) = (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    const answers = new Map<string, unknown>();
    const fill = (text: string): string =>
      text.replace(/\{\{([^}]+)\}\}/g, (_match, inner: string) => {
        const [name = '', path] = inner.split('.response.body.');
        return path === undefined ? (variables.get(name) ?? inner) : follow(answers.get(name), path);
      });
    expect(blocks.length).toBeGreaterThan(0);
    for (const { title, name, expected, method, url, headers, body } of blocks.map(readExample)) {
      const answer = await fetch(fill(url).replace(':8080/', `:${port}/`), {
        method,
        headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, fill(value)])),
        ...(body === '' ? {} : { body: fill(body) }),
      });
      const text = await answer.text();
      expect({ title, status: answer.status, text }).toMatchObject({ title, status: expected });
      if (name !== undefined) answers.set(name, JSON.parse(text));
    }
  });
});
