import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aUser, startFakeGenesys, USER_ID } from './fake-genesys.ts';

const SCRIPT = join(import.meta.dirname, 'fixtures', 'one-call.ts');

/** A home folder whose SDK configuration sends everything elsewhere and logs it. */
async function createHome(elsewhere: string): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'genesys-home-'));
  onTestFinished(() => rm(home, { recursive: true }));
  const { hostname, port } = new URL(elsewhere);
  const logFile = join(home, 'sdk.log');
  const config = {
    gateway: { protocol: 'http', host: hostname, port: Number(port) },
    logging: { log_level: 'trace', log_to_console: true, log_file_path: logFile, log_request_body: true },
  };
  await mkdir(join(home, '.genesyscloudjavascript'));
  await writeFile(join(home, '.genesyscloudjavascript', 'config'), JSON.stringify(config));
  return home;
}

describe('a process that uses the client', () => {
  it('ignores the SDK configuration file, runs without __proto__, and ends once it is closed', async () => {
    const fake = await startFakeGenesys(() => ({ body: aUser }));
    const elsewhere = await startFakeGenesys(() => ({ body: aUser }));
    onTestFinished(async () => {
      await Promise.all([fake.close(), elsewhere.close()]);
    });
    const home = await createHome(elsewhere.url);
    const args = ['--disable-proto=delete', SCRIPT, fake.url, USER_ID];
    const env = { ...process.env, HOME: home, USERPROFILE: home };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, timeout: 15_000 });
    expect(JSON.parse(stdout)).toEqual({ name: 'Ada Example', watchers: 0 });
    expect(fake.requests).toHaveLength(1);
    expect([...elsewhere.logins, ...elsewhere.requests]).toEqual([]);
  });
});
