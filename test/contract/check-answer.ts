/** Whether an answer is one that the description knows for the operation. */

import type { DescribedOperation } from './description.ts';
import type { Exchange } from './exchange.ts';
import type { Models } from './models.ts';

type Answer = DescribedOperation['responses'][string];

/** `default` stands for the success of operations without a described code. */
function answerFor({ responses }: DescribedOperation, status: number): Answer | undefined {
  return responses[String(status)] ?? (status < 300 ? responses.default : undefined);
}

function codeOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('code' in answer)) return undefined;
  return typeof answer.code === 'string' ? answer.code : undefined;
}

/** Codes are described for few operations only, so one of the same status of any operation will do. */
function checkCode(exchange: Exchange, knownCodes: ReadonlyMap<number, ReadonlySet<string>>): string[] {
  const code = codeOf(exchange.answer);
  if (exchange.status < 400 || code === undefined) return [];
  return knownCodes.get(exchange.status)?.has(code) ? [] : [`error code '${code}' is not described`];
}

export function checkAnswer(
  operation: DescribedOperation,
  exchange: Exchange,
  models: Models,
  knownCodes: ReadonlyMap<number, ReadonlySet<string>>,
): string[] {
  const { status, answer } = exchange;
  const described = answerFor(operation, status);
  const prefix = `answer ${status}:`;
  if (described === undefined) return [`${prefix} status not described`];
  const [content] = Object.values(described.content ?? {});
  if (content === undefined) return answer === undefined ? [] : [`${prefix} body where none is described`];
  if (answer === undefined) return [`${prefix} no body`];
  return [...models.problems(content.schema, answer), ...checkCode(exchange, knownCodes)].map(
    (problem) => `${prefix} ${problem}`,
  );
}
