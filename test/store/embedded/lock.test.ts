import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder, readLock } from '../../../src/store/embedded/lock.ts';
import { processBirth } from '../../../src/store/embedded/process-identity.ts';
import { run } from './children.ts';

const hasProc = existsSync('/proc/self/stat');
/** Above any number a system gives out. */
const NOBODY = 2 ** 22 + 1;

describe('the lock of a data folder', () => {
  let root: string;
  let folder: string;
  let lockFile: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'bridge-lock-'));
    folder = join(root, 'data');
    lockFile = `${folder}.lock`;
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const leaveLock = (content: unknown): void =>
    writeFileSync(lockFile, typeof content === 'string' ? content : JSON.stringify(content));

  it('names its owner while it is held, and is gone after', async () => {
    const lock = await lockFolder(folder, '/run/bridge.sock');
    expect(readLock(folder)).toMatchObject({ pid: process.pid, controlSocket: '/run/bridge.sock' });
    lock.release();
    expect(readLock(folder)).toBeUndefined();
    expect(readdirSync(root)).toEqual([]);
  });

  it('is refused to a second holder in the same process', async () => {
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({
      code: 'store.locked',
      message: expect.stringContaining(`this process (${process.pid})`),
    });
    expect(readLock(folder)).toBeDefined();
    lock.release();
  });

  it('is refused while another process holds it, in one line with folder and number', async () => {
    const owner = run('lock-holder.ts', folder);
    await owner.line('locked');
    const failure = await lockFolder(folder).catch((error) => error);
    expect(failure).toMatchObject({ code: 'store.locked' });
    expect(failure.message).toContain(folder);
    expect(failure.message).toContain(String(owner.pid));
    expect(failure.message).not.toContain('\n');
    await owner.kill();
  });

  it('is taken over at once from a killed process', async () => {
    const owner = run('lock-holder.ts', folder);
    await owner.line('locked');
    await owner.kill();
    expect(readLock(folder)).toBeUndefined();
    const lock = await lockFolder(folder);
    expect(readLock(folder)?.pid).toBe(process.pid);
    lock.release();
  });

  it.runIf(hasProc)('is taken over from a killed process that nobody has reaped', async () => {
    // After exec the parent is a sleep, which never waits for a child.
    const shell = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = await once(shell.stdout, 'data');
    const pid = Number(String(output).trim());
    // Until then the shell is there, and a shell does reap its children.
    await expect.poll(() => readFileSync(`/proc/${shell.pid}/comm`, 'utf8').trim()).toBe('sleep');
    leaveLock({ pid, startedAt: new Date().toISOString(), birth: processBirth(pid) });
    expect(readLock(folder)?.pid).toBe(pid);
    process.kill(pid, 'SIGKILL');
    const state = (): string => readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) (.).*/s, '$1');
    await expect.poll(state).toBe('Z');
    (await lockFolder(folder)).release();
    shell.kill('SIGKILL');
    await once(shell, 'close');
  });

  it.runIf(hasProc)('is taken over when another process has the number now', async () => {
    leaveLock({ pid: process.ppid, startedAt: '2026-01-01T00:00:00Z', birth: 'an-older-boot/12345' });
    expect(readLock(folder)).toBeUndefined();
    (await lockFolder(folder)).release();
  });

  it('is not taken from a living process that left no birth', async () => {
    leaveLock({ pid: process.ppid, startedAt: '2026-01-01T00:00:00Z' });
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'store.locked' });
  });

  it.each(['', '{"pid":', '{"pid":"x"}', 'null'])(
    'is taken over when its content is lost: %j',
    async (content) => {
      leaveLock(content);
      (await lockFolder(folder)).release();
      expect(readdirSync(root)).toEqual([]);
    },
  );

  it('outlives a process that died while taking over', async () => {
    leaveLock({ pid: NOBODY, startedAt: 'then' });
    writeFileSync(`${lockFile}.takeover`, JSON.stringify({ pid: NOBODY, startedAt: 'then' }));
    (await lockFolder(folder)).release();
    expect(readdirSync(root)).toEqual([]);
  });

  it('goes to exactly one of many who want a dead owner to be followed', async () => {
    for (let round = 0; round < 5; round++) {
      leaveLock({ pid: NOBODY, startedAt: 'then' });
      const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => lockFolder(folder)));
      const held = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      expect(held).toHaveLength(1);
      held[0]?.value.release();
    }
  });

  it('goes to exactly one of several processes', async () => {
    leaveLock({ pid: NOBODY, startedAt: 'then' });
    const rivals = Array.from({ length: 4 }, () => run('lock-holder.ts', folder, '1500'));
    await Promise.all(rivals.map((rival) => rival.ended));
    const first = rivals.map((rival) => rival.lines[0]);
    expect(first.filter((line) => line === 'locked')).toHaveLength(1);
    expect(first.filter((line) => line?.includes('is in use by process'))).toHaveLength(3);
  });
});

it('says in one line when the folder cannot be written', async () => {
  await expect(lockFolder('/proc/nobody-writes-here')).rejects.toMatchObject({
    code: 'store.not-writable',
    message: expect.stringContaining('BRIDGE_DATA'),
  });
});
