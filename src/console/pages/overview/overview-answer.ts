import type { AnswerOf } from '../../api/operations.ts';

export type Overview = AnswerOf<'get', '/overview'>;
export type Work = NonNullable<Overview['work']>;
export type LockOuts = Work['lockOuts']['lastDay'];
export type StuckStep = Work['stuck']['oldest'][number];
