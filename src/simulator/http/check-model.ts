import { isObject, isTextList } from './check-input.ts';
import { badRequest } from './platform-error.ts';

/** What a field of a request may hold: a kind of value, or one of the texts of an enumeration. */
export type FieldKind =
  | 'text'
  | 'flag'
  | 'integer'
  | 'number'
  | 'object'
  | 'texts'
  | 'objects'
  | readonly string[];

/** The fields of a request body, or of each item of a body that is a list. */
export type BodyModel = Readonly<Record<string, FieldKind>>;

const FITS: Readonly<Record<Extract<FieldKind, string>, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  flag: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  object: isObject,
  texts: isTextList,
  objects: (value) => Array.isArray(value) && value.every(isObject),
};

function fits(kind: FieldKind, value: unknown): boolean {
  if (typeof kind === 'string') return FITS[kind](value);
  return typeof value === 'string' && kind.includes(value);
}

/**
 * Refuses with 400 a body whose fields do not fit the model. Fields that are absent, null or not of the model pass,
 * and a body of another form is left to the operation, which knows better what it wants.
 */
export function checkModel(model: BodyModel, body: unknown): void {
  for (const item of Array.isArray(body) ? body : [body]) {
    if (!isObject(item)) continue;
    for (const [field, kind] of Object.entries(model)) {
      const value = item[field];
      if (value === undefined || value === null || fits(kind, value)) continue;
      const wanted = typeof kind === 'string' ? `of the kind ${kind}` : `one of ${kind.join(', ')}`;
      throw badRequest(`The value of field '${field}' is not valid: it must be ${wanted}.`, 'invalid.value');
    }
  }
}
