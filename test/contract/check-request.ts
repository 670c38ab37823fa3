/** Whether a request is one that the description allows. */

import type { DescribedOperation, Parameter } from './description.ts';
import type { Exchange } from './exchange.ts';
import type { Models } from './models.ts';

const FORMS: Readonly<Record<string, RegExp>> = {
  integer: /^-?\d+$/,
  number: /^-?\d+(\.\d+)?$/,
  boolean: /^(true|false)$/,
};

/** The SDK joins lists with commas, although the description repeats the parameter (FACTS 14); both are taken. */
function checkValue({ name, schema }: Parameter, values: readonly string[]): string[] {
  const list = schema.type === 'array';
  const items = list ? values.flatMap((value) => value.split(',')) : values;
  const { type, enum: allowed } = list ? (schema.items ?? {}) : schema;
  const form = FORMS[type ?? ''];
  return [
    ...(!list && values.length > 1 ? [`query '${name}' given more than once`] : []),
    ...(items.some((item) => item === '') ? [`query '${name}' empty`] : []),
    ...(form !== undefined && items.some((item) => !form.test(item))
      ? [`query '${name}' is no ${type}`]
      : []),
    ...(allowed !== undefined && items.some((item) => !allowed.map(String).includes(item))
      ? [`query '${name}' is not one of the values`]
      : []),
  ];
}

function checkQuery(parameters: readonly Parameter[], query: URLSearchParams): string[] {
  const described = parameters.filter((parameter) => parameter.in === 'query');
  const names = [...new Set(query.keys())];
  const unknown = names.filter((name) => !described.some((parameter) => parameter.name === name));
  const missing = described.filter(({ name, required }) => required && !query.has(name));
  return [
    ...unknown.map((name) => `query '${name}' unknown`),
    ...missing.map(({ name }) => `query '${name}' missing`),
    ...described
      .filter(({ name }) => query.has(name))
      .flatMap((parameter) => checkValue(parameter, query.getAll(parameter.name))),
  ];
}

function checkBody(operation: DescribedOperation, { body }: Exchange, models: Models): string[] {
  const { requestBody } = operation;
  if (requestBody === undefined) return body === undefined ? [] : ['body where none is described'];
  if (body === undefined) return requestBody.required ? ['body missing'] : [];
  const [content] = Object.values(requestBody.content);
  if (content === undefined) return [];
  return models.problems(content.schema, body).map((problem) => `body ${problem}`);
}

export function checkRequest(operation: DescribedOperation, exchange: Exchange, models: Models): string[] {
  const emptySegment = exchange.path.split('/').slice(1).includes('');
  return [
    ...(emptySegment ? ['path parameter empty'] : []),
    ...checkQuery(operation.parameters, new URLSearchParams(exchange.query)),
    ...checkBody(operation, exchange, models),
  ].map((problem) => `request: ${problem}`);
}
