/** What is checked: one request and its answer, as the simulator recorded them. */

import { z } from 'zod';

const exchangeSchema = z.object({
  method: z.string(),
  path: z.string(),
  query: z.string(),
  app: z.string().nullable(),
  client: z.string().nullable(),
  body: z.unknown().optional(),
  status: z.number(),
  answer: z.unknown().optional(),
  fault: z.literal(true).optional(),
});

export type Exchange = z.infer<typeof exchangeSchema>;

export function parseExchange(line: string): Exchange {
  return exchangeSchema.parse(JSON.parse(line));
}

/** How the bridge names itself to Genesys Cloud; what tests and tools send carries no such name. */
const BRIDGE = 'genesys-scim-bridge';

export function isFromBridge({ app }: Exchange): boolean {
  return app === BRIDGE;
}

const USER = /^\/api\/v2\/(scim\/(v2\/)?)?users\/[^/]+$/;

/** A DELETE of a user by the bridge, in Genesys' own SCIM too; tests delete users as somebody else. */
export function isUserDeletion(exchange: Exchange): boolean {
  return isFromBridge(exchange) && exchange.method === 'DELETE' && USER.test(exchange.path);
}
