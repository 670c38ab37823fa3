import { isObject, type JsonObject } from '../http/check-input.ts';
import type { Paging } from '../http/listing.ts';
import { badRequest } from '../http/platform-error.ts';

const MAX_PAGE_SIZE = 100;

function positive(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw badRequest(`The field 'paging.${field}' must be a positive integer.`, 'invalid.value');
}

/** `PagingSpec` of an analytics query: 25 to a page unless the body says otherwise. */
export function readBodyPaging({ paging }: JsonObject): Paging {
  if (paging === undefined || paging === null) return { pageSize: 25, pageNumber: 1 };
  if (!isObject(paging)) throw badRequest("The field 'paging' must be an object.");
  const pageSize = positive(paging.pageSize, 'pageSize');
  if (pageSize > MAX_PAGE_SIZE)
    throw badRequest(`The field 'paging.pageSize' must be at most ${MAX_PAGE_SIZE}.`);
  return { pageSize, pageNumber: positive(paging.pageNumber, 'pageNumber') };
}
