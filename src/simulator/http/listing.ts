import { badRequest } from './platform-error.ts';

export interface Paging {
  readonly pageSize: number;
  readonly pageNumber: number;
}

/** One page of a Platform API entity listing with its links. */
export interface EntityListing<T> extends Paging {
  readonly entities: readonly T[];
  readonly total: number;
  readonly pageCount: number;
  readonly firstUri: string;
  readonly selfUri: string;
  readonly lastUri: string;
  readonly nextUri?: string;
  readonly previousUri?: string;
}

function positiveInteger(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null || text === '') return fallback;
  if (/^[0-9]{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw badRequest(`Query parameter '${name}' must be a positive integer.`, 'invalid.query.param.value');
}

/** `pageSize` (25 unless given) and `pageNumber` (1 unless given); 400 beyond the largest page. */
export function readPaging(query: URLSearchParams, maxPageSize: number): Paging {
  const pageSize = positiveInteger(query, 'pageSize', Math.min(25, maxPageSize));
  const pageNumber = positiveInteger(query, 'pageNumber', 1);
  if (pageSize <= maxPageSize) return { pageSize, pageNumber };
  throw badRequest(`Query parameter 'pageSize' must be at most ${maxPageSize}.`, 'invalid.query.param.value');
}

/** Values of a parameter that is repeated or joined with commas; the SDK does the latter. */
export function listParameter(query: URLSearchParams, name: string): string[] {
  return query
    .getAll(name)
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

export function booleanParameter(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (text === 'true' || text === 'false') return text === 'true';
  throw badRequest(`Query parameter '${name}' must be true or false.`, 'invalid.query.param.value');
}

export function choiceParameter<T extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const choice = choices.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
  if (choice !== undefined) return choice;
  throw badRequest(
    `Value [${text}] is not valid for query parameter '${name}'. Allowed: ${choices.join(', ')}.`,
    'invalid.query.param.value',
  );
}

/** Operations document whole words or abbreviations; all of them take either. */
const SORT_ORDERS = ['ascending', 'descending', 'asc', 'desc'] as const;

export function isDescending(query: URLSearchParams): boolean {
  return choiceParameter(query, 'sortOrder', SORT_ORDERS)?.startsWith('d') ?? false;
}

/** Keeps names equal to `pattern`, where a leading or trailing asterisk stands for anything. */
export function nameFilter(pattern: string | null): (name: string) => boolean {
  if (pattern === null || pattern === '') return () => true;
  const core = pattern.replace(/^\*/, '').replace(/\*$/, '').toLowerCase();
  const open = { start: pattern.startsWith('*'), end: pattern.endsWith('*') };
  return (name) => {
    const text = name.toLowerCase();
    if (open.start && open.end) return text.includes(core);
    if (open.start) return text.endsWith(core);
    return open.end ? text.startsWith(core) : text === core;
  };
}

export function slicePage<T>(items: readonly T[], paging: Paging): T[] {
  const start = (paging.pageNumber - 1) * paging.pageSize;
  return items.slice(start, start + paging.pageSize);
}

/** Wraps the entities of one page; `path` carries the filters that the links must keep. */
export function entityListing<T>(
  entities: readonly T[],
  total: number,
  paging: Paging,
  path: string,
): EntityListing<T> {
  const { pageSize, pageNumber } = paging;
  const pageCount = Math.ceil(total / pageSize);
  const uri = (page: number) =>
    `${path}${path.includes('?') ? '&' : '?'}pageSize=${pageSize}&pageNumber=${page}`;
  return {
    entities,
    pageSize,
    pageNumber,
    total,
    firstUri: uri(1),
    selfUri: uri(pageNumber),
    lastUri: uri(Math.max(1, pageCount)),
    ...(pageNumber < pageCount ? { nextUri: uri(pageNumber + 1) } : {}),
    ...(pageNumber > 1 ? { previousUri: uri(pageNumber - 1) } : {}),
    pageCount,
  };
}

/** Slices and wraps in one go, for collections that are small enough to hold. */
export function listPage<T, R>(
  items: readonly T[],
  paging: Paging,
  path: string,
  render: (item: T) => R,
): EntityListing<R> {
  return entityListing(slicePage(items, paging).map(render), items.length, paging, path);
}

/** One page of a listing that moves by cursor: `after` and `before` are positions in the listing. */
export interface CursorListing<T> {
  readonly entities: readonly T[];
  readonly selfUri: string;
  readonly nextUri?: string;
  readonly previousUri?: string;
}

function position(query: URLSearchParams, name: 'after' | 'before'): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (/^[0-9]{1,9}$/.test(text)) return Number(text);
  throw badRequest(`Query parameter '${name}' is not a cursor.`, 'invalid.query.param.value');
}

/** Cuts out the page between the cursors of the query (teams, skill groups). */
export function cursorPage<T, R>(
  items: readonly T[],
  query: URLSearchParams,
  path: string,
  render: (item: T) => R,
): CursorListing<R> {
  const { pageSize } = readPaging(query, 100);
  const before = position(query, 'before');
  const start = before === undefined ? (position(query, 'after') ?? 0) : Math.max(0, before - pageSize);
  const end = before ?? start + pageSize;
  const uri = (cursor: string) => `${path}?pageSize=${pageSize}&${cursor}`;
  return {
    entities: items.slice(start, end).map(render),
    selfUri: uri(before === undefined ? `after=${start}` : `before=${before}`),
    ...(end < items.length ? { nextUri: uri(`after=${end}`) } : {}),
    ...(start > 0 ? { previousUri: uri(`before=${start}`) } : {}),
  };
}
