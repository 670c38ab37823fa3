/** An older version of this repository, ready to run. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const MAIN = join('src', 'main.ts');

export interface OldVersion {
  /** Its executable. */
  readonly main: string;
  remove(): void;
}

/** `from`: the folder of a checkout with its packages, or whatever git can check out. */
export function prepareOldVersion(from: string): OldVersion {
  if (existsSync(join(from, MAIN))) return { main: resolve(from, MAIN), remove: () => undefined };
  const folder = join(mkdtempSync(join(tmpdir(), 'old-version-')), 'bridge');
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  git('worktree', 'add', '--detach', folder, from);
  const remove = (): void => {
    git('worktree', 'remove', '--force', folder);
    rmSync(join(folder, '..'), { recursive: true, force: true });
  };
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--silent'], { cwd: folder, stdio: 'inherit' });
  } catch (error) {
    remove();
    throw error;
  }
  return { main: join(folder, MAIN), remove };
}
