/** Accepts requests and works on them until it is killed. Says which requests it has accepted. */
import { setTimeout as wait } from 'node:timers/promises';
import { appendToTrail } from '../../../src/store/audit.ts';
import { openStore } from '../../../src/store/open.ts';
import { openQueue } from '../../../src/store/queue.ts';
import { silent } from '../engines.ts';

const [dataFolder = '', round = ''] = process.argv.slice(2);
const store = await openStore({ dataFolder, log: silent });
const queue = await openQueue(store, silent);
const entry = (action: string, subject: string) => ({
  at: new Date(),
  actor: 'child',
  action,
  subject,
  detail: {},
});

queue.start(async (userId) => {
  await wait(10);
  await appendToTrail(store.db, entry('looked', userId));
});
process.stdout.write('ready\n');
for (let index = 0; ; index++) {
  const userId = `${round}-${index}`;
  await store.db.transaction().execute(async (transaction) => {
    await appendToTrail(transaction, entry('requested', userId));
    await queue.request(userId, { urgent: true }, transaction);
  });
  process.stdout.write(`accepted ${userId}\n`);
}
