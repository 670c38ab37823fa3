/** `notifications list|retry`: what webhooks were told, and another try for what failed. */

import { Command, Option } from 'commander';
import { z } from 'zod';
import type { Configuration } from '../../config/configuration.ts';
import { jsonOption, print } from '../answer-format.ts';
import { control } from '../control.ts';

const LISTED = 50;

const notificationSchema = z.object({
  id: z.string(),
  webhook: z.string(),
  event: z.string(),
  userId: z.string().optional(),
  at: z.string(),
  status: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.number(),
  lastAnswer: z.string().optional(),
});
const listSchema = z.object({ notifications: z.array(notificationSchema) });
const retriedSchema = z.object({ retried: z.number() });

type Status = z.infer<typeof notificationSchema>['status'];

function describe(each: z.infer<typeof notificationSchema>): string {
  const { id, webhook, event, userId = '-', at, status, attempts, lastAnswer } = each;
  const last = lastAnswer === undefined ? '' : `, last: ${lastAnswer}`;
  return `${at}  ${webhook}  ${event}  ${userId}  ${status} (attempts: ${attempts}${last})  ${id}`;
}

function listCommand(read: () => Configuration): Command {
  return new Command('list')
    .description(`show the latest ${LISTED}, newest first`)
    .addOption(new Option('--status <status>', 'only these').choices(['pending', 'delivered', 'failed']))
    .addOption(jsonOption())
    .action(async (options: { status?: Status; json: boolean }) => {
      const answer = await control(read(), {
        action: 'notifications.list',
        limit: LISTED,
        ...(options.status === undefined ? {} : { status: options.status }),
      });
      print(options.json, answer, () => {
        const { notifications } = listSchema.parse(answer);
        return notifications.length === 0 ? 'no notifications' : notifications.map(describe).join('\n');
      });
    });
}

function retryCommand(read: () => Configuration): Command {
  return new Command('retry')
    .description('send what failed again; all of it, or one event')
    .argument('[id]', 'id of the event, as list shows it')
    .addOption(jsonOption())
    .action(async (id: string | undefined, options: { json: boolean }) => {
      const answer = await control(read(), {
        action: 'notifications.retry',
        ...(id === undefined ? {} : { id }),
      });
      print(options.json, answer, () => {
        const { retried } = retriedSchema.parse(answer);
        return `${retried} ${retried === 1 ? 'notification is' : 'notifications are'} sent again`;
      });
    });
}

export function notificationsCommand(read: () => Configuration): Command {
  return new Command('notifications')
    .description('look at what webhooks were told, and send again what failed')
    .addCommand(listCommand(read))
    .addCommand(retryCommand(read));
}
