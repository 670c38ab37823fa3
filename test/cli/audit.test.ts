/** The audit trail on the command line, while this process holds the embedded database as a bridge does. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { control, controlRules } from '../../src/cli/control.ts';
import { openControlSocket } from '../../src/cli/control-socket.ts';
import { controlSocketPath, openData } from '../../src/cli/open-data.ts';
import { actorOf, findOperator } from '../../src/cli/operator.ts';
import type { Closable } from '../../src/cli/shutdown.ts';
import { readConfiguration } from '../../src/config/configuration.ts';
import { appendToTrail } from '../../src/store/audit.ts';
import type { Store } from '../../src/store/open.ts';
import { runCommand } from '../e2e/harness/processes.ts';
import { prepareDataFolder } from '../store/prepared-folder.ts';
import { silent } from '../store/silent.ts';

/** More than a page of the export. */
const ENTRIES = 1002;
const root = mkdtempSync(join(tmpdir(), 'bridge-audit-'));
const env = { BRIDGE_DATA: join(root, 'data') };
const configuration = readConfiguration({ env });
let store: Store;
let socket: Closable;

const audit = (...args: string[]) => runCommand(['audit', ...args], env);
const json = (text: string) => JSON.parse(text);

beforeAll(async () => {
  prepareDataFolder(env.BRIDGE_DATA);
  store = await openData(configuration, silent);
  socket = await openControlSocket(store, controlRules(configuration), controlSocketPath(env.BRIDGE_DATA));
  await store.db.transaction().execute(async (transaction) => {
    for (let number = 1; number <= ENTRIES; number += 1) {
      await appendToTrail(transaction, {
        at: new Date(Date.UTC(2026, 0, 1, 0, number)),
        actor: 'okta',
        action: 'user.created',
        subject: `person-${number}`,
        detail: { number },
        personal: { name: `Name ${number}` },
      });
    }
  });
});

afterAll(async () => {
  await socket.close();
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

it('works before the first start', async () => {
  const { status, stdout } = await runCommand(['audit', 'verify'], { BRIDGE_DATA: join(root, 'other') });
  expect([status, stdout]).toEqual([0, `intact: 0 entries\nhead 0:${'0'.repeat(64)}\n`]);
});

it('shows the latest, and those about one person', async () => {
  const latest = json((await audit('list', '--limit', '2', '--json')).stdout).entries;
  expect(latest.map(({ position }: { position: number }) => position)).toEqual([ENTRIES, ENTRIES - 1]);
  const { stdout } = await audit('list', '--user', 'person-7');
  expect(stdout).toBe('2026-01-01T00:07:00.000Z  okta  user.created  person-7 Name 7  {"number":7}\n');
});

it('exports everything in order and nothing twice, and from a time on', async () => {
  const positions = async (...args: string[]) => {
    const { stdout } = await audit('export', ...args);
    return stdout
      .trim()
      .split('\n')
      .map((line) => json(line).position);
  };
  expect(await positions()).toEqual(Array.from({ length: ENTRIES }, (_, index) => index + 1));
  expect(await positions('--since', '2026-01-01T16:40:00Z')).toEqual([1000, 1001, 1002]);
  expect(await audit('export', '--since', 'yesterday')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('give a date'),
  });
});

it('erases names and addresses, and says that it did', async () => {
  const erase = { action: 'audit.erase', userId: 'person-3' } as const;
  expect(await control(configuration, erase)).toEqual({ erased: 1 });
  const list = { action: 'audit.list', userId: 'person-3', limit: 10 } as const;
  expect(await control(configuration, list)).toMatchObject({
    entries: [{ actor: actorOf(findOperator()), action: 'personal.erased' }, { action: 'user.created' }],
  });
  expect(JSON.stringify(await control(configuration, list))).not.toContain('Name 3"');
});

it('verifies with exit status 0 and a head to keep, and with 1 and the place when somebody changed a row', async () => {
  const intact = await audit('verify', '--json');
  expect([intact.status, json(intact.stdout)]).toMatchObject([0, { intact: true, problems: [] }]);
  const { head } = json(intact.stdout);
  expect((await audit('verify')).stdout).toContain(`head ${head.position}:${head.hash}`);
  const kept = `${head.position}:${head.hash}`;
  expect((await audit('verify', '--head', kept)).status).toBe(0);
  const other = await audit('verify', '--head', `7:${head.hash}`);
  expect([other.status, other.stdout]).toEqual([1, expect.stringContaining('position 7: rewritten')]);
  await sql.raw('alter table bridge.audit disable trigger keep_audit').execute(store.db);
  await sql.raw("update bridge.audit set actor = 'nobody' where position = 500").execute(store.db);
  const broken = await audit('verify');
  expect([broken.status, broken.stdout]).toEqual([1, expect.stringContaining('position 500: changed')]);
});
