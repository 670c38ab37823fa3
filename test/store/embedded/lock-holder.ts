/** Takes the lock of a folder, says so, and holds it until it is killed. */
import { setTimeout as wait } from 'node:timers/promises';
import { lockFolder } from '../../../src/store/embedded/lock.ts';

const [folder = '', holdMs = '60000'] = process.argv.slice(2);
try {
  const lock = await lockFolder(folder);
  process.stdout.write('locked\n');
  await wait(Number(holdMs));
  lock.release();
  process.stdout.write('released\n');
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : error}\n`);
}
