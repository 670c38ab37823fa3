/** One of the servers that are compared, in a process of its own: `node server.ts bare|stock|ours TOKEN`. */

import { createServer } from 'node:http';
import type { Express } from 'express';

const [, , name, token = ''] = process.argv;

async function createServerApp(): Promise<Express> {
  if (name === 'bare') return (await import('./bare.ts')).createBare();
  if (name === 'stock') return (await import('./stock.ts')).createStock();
  return (await import('./ours.ts')).createOurs(token);
}

const server = createServer(await createServerApp());
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : undefined });
});
process.on('message', (question) => {
  if (question === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMs: (user + system) / 1_000 });
    return;
  }
  // Twice: what finalizers release goes with the second collection.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({ rss, heapUsed });
});
process.on('disconnect', () => process.exit(0));
