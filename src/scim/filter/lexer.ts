/** Splits a filter or a PATCH path into tokens, reading every character once. */

import { badRequest } from '../bad-request.ts';
import { isStorable } from '../storable-text.ts';

export type TokenKind = 'word' | 'string' | '(' | ')' | '[' | ']' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The word as written, or the string without quotes and escapes. */
  readonly text: string;
  /** 1-based character position. */
  readonly position: number;
}

const MAX_LENGTH = 10_000;
const SPACE = /\s/;
const WORD_END = /[\s()[\]"]/;

/** Tokens of `text`, the last of kind `end`; throws 400 invalidFilter for a broken string literal. */
export function tokenize(text: string): readonly Token[] {
  if (text.length > MAX_LENGTH) {
    throw badRequest('invalidFilter', `The filter is longer than ${MAX_LENGTH} characters`);
  }
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (SPACE.test(character)) {
      at += 1;
      continue;
    }
    const end = findTokenEnd(text, at);
    tokens.push(readToken(character, text.slice(at, end), at + 1));
    at = end;
  }
  tokens.push({ kind: 'end', text: '', position: text.length + 1 });
  return tokens;
}

function findTokenEnd(text: string, start: number): number {
  const first = text.charAt(start);
  if (first === '"') return findStringEnd(text, start);
  if (isBracket(first)) return start + 1;
  let end = start + 1;
  while (end < text.length && !WORD_END.test(text.charAt(end))) end += 1;
  return end;
}

function findStringEnd(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1;
  if (end >= text.length) {
    throw badRequest('invalidFilter', `The string at position ${start + 1} has no closing quote`);
  }
  return end + 1;
}

function readToken(first: string, source: string, position: number): Token {
  if (first === '"') return { kind: 'string', text: decodeString(source, position), position };
  if (isBracket(first)) return { kind: first, text: first, position };
  return { kind: 'word', text: source, position };
}

/** RFC 7644 section 3.4.2.2: string values are JSON strings, escapes included. */
function decodeString(source: string, position: number): string {
  const text = parseString(source);
  if (text !== undefined && isStorable(text)) return text;
  throw badRequest(
    'invalidFilter',
    `The string at position ${position} is not a valid JSON string of Unicode`,
  );
}

function parseString(source: string): string | undefined {
  try {
    return String(JSON.parse(source));
  } catch {
    return undefined;
  }
}

function isBracket(character: string): character is '(' | ')' | '[' | ']' {
  return character === '(' || character === ')' || character === '[' || character === ']';
}
