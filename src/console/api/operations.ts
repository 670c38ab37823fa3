/** The admin API as types, taken from the list of its operations: an API that changes does not compile here. */

import type { z } from 'zod';
import type { OPERATIONS } from '../../http/admin/openapi/operations.ts';

type Operation = (typeof OPERATIONS)[number];
export type Method = Operation['method'];
export type PathOf<M extends Method> = Extract<Operation, { method: M }>['path'];
type OperationAt<M, P> = Extract<Operation, { method: M; path: P }>;

/** What an operation answers; text where it is not JSON. */
export type AnswerOf<M extends Method, P extends string> =
  OperationAt<M, P> extends { answer: infer A } ? (A extends z.ZodType ? z.output<A> : string) : never;

export type BodyOf<M extends Method, P extends string> =
  OperationAt<M, P> extends { body: infer B extends z.ZodType } ? z.input<B> : undefined;

type NamesIn<P> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;

/** What stands in the braces of a path. */
export type ValuesOf<P> = Readonly<Record<NamesIn<P>, string>>;

export type QueryValue = string | number | boolean | undefined;

export type QueryOf<P extends string> =
  OperationAt<'get', P> extends { query: infer Q extends z.ZodObject }
    ? { readonly [Name in keyof Q['shape']]?: QueryValue }
    : Readonly<Record<string, never>>;
