/**
 * Recursive descent over the grammar of RFC 7644 section 3.4.2.2, in one pass and with limits on depth and
 * number of terms. Also takes Entra's `emails[type eq "work"].value eq "x"`, which the RFC does not know.
 */

import { badRequest, quoted } from '../bad-request.ts';
import type { Attribute } from '../schema/attribute.ts';
import { findTarget, type ResolvedPath, withDefaultSub } from '../schema/path.ts';
import type { ResourceSchema } from '../schema/resource-schema.ts';
import type { Filter } from './ast.ts';
import { foldConstants } from './constants.ts';
import { type Token, type TokenKind, tokenize } from './lexer.ts';
import { fitValue, readLiteral, readOperator } from './operators.ts';

const MAX_DEPTH = 40;
const MAX_TERMS = 200;

/** Resolves the attribute name of a term; throws 400 invalidFilter for an unknown one. */
type Resolve = (name: Token) => ResolvedPath;

/** Parses a whole filter; throws 400 invalidFilter with the position of the mistake. */
export function parseFilter(text: string, schema: ResourceSchema): Filter {
  const parser = new FilterParser(tokenize(text));
  if (parser.peek().kind === 'end') throw badRequest('invalidFilter', 'The filter is empty');
  const filter = parser.parseExpression((name) => resolveName(schema, name), 0);
  parser.expect('end');
  return foldConstants(filter, schema);
}

export class FilterParser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #terms = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token {
    const token = this.#tokens[this.#next] ?? this.#tokens.at(-1);
    return token ?? { kind: 'end', text: '', position: 1 };
  }

  take(): Token {
    const token = this.peek();
    this.#next += 1;
    return token;
  }

  expect(kind: TokenKind): Token {
    const token = this.take();
    if (token.kind !== kind) throw unexpected(token, kind === 'end' ? "'and', 'or' or the end" : kind);
    return token;
  }

  parseExpression(resolve: Resolve, depth: number): Filter {
    if (depth > MAX_DEPTH) {
      throw badRequest('invalidFilter', `The filter is nested deeper than ${MAX_DEPTH} levels`);
    }
    return this.#parseJunction('or', () =>
      this.#parseJunction('and', () => this.#parseUnary(resolve, depth)),
    );
  }

  /** `[...]` after `path`: terms are the sub-attributes of `path`. */
  parseBrackets(path: ResolvedPath, depth: number): Filter {
    const open = this.expect('[');
    if (path.sub !== undefined || path.definition.subAttributes.size === 0) {
      throw badRequest('invalidFilter', `'[' at position ${open.position} must follow a complex attribute`);
    }
    const where = this.parseExpression((name) => resolveSub(path, name), depth + 1);
    this.expect(']');
    return where;
  }

  #parseJunction(kind: 'and' | 'or', parseTerm: () => Filter): Filter {
    const first = parseTerm();
    if (!this.#isAtWord(kind)) return first;
    const terms = [first];
    while (this.#isAtWord(kind)) {
      this.take();
      terms.push(parseTerm());
    }
    return { kind, terms };
  }

  #parseUnary(resolve: Resolve, depth: number): Filter {
    const isNegated = this.#isAtWord('not');
    if (isNegated) this.take();
    if (!isNegated && this.peek().kind !== '(') return this.#parseTerm(resolve, depth);
    this.expect('(');
    const term = this.parseExpression(resolve, depth + 1);
    this.expect(')');
    return isNegated ? { kind: 'not', term } : term;
  }

  #parseTerm(resolve: Resolve, depth: number): Filter {
    this.#terms += 1;
    if (this.#terms > MAX_TERMS) {
      throw badRequest('invalidFilter', `The filter has more than ${MAX_TERMS} terms`);
    }
    const name = this.take();
    if (name.kind !== 'word') throw unexpected(name, 'an attribute name');
    const path = resolve(name);
    return this.peek().kind === '[' ? this.#parseValueFilter(path, depth) : this.#parseComparison(path, name);
  }

  #parseValueFilter(path: ResolvedPath, depth: number): Filter {
    const where = this.parseBrackets(path, depth);
    const after = this.peek();
    if (after.kind !== 'word' || !after.text.startsWith('.')) return { kind: 'value', path, where };
    const name = this.take();
    const sub = resolveSub(path, { ...name, text: name.text.slice(1) });
    return { kind: 'value', path, where: { kind: 'and', terms: [where, this.#parseComparison(sub, name)] } };
  }

  #parseComparison(path: ResolvedPath, name: Token): Filter {
    const operatorToken = this.take();
    if (operatorToken.kind !== 'word') throw unexpected(operatorToken, 'an operator');
    if (operatorToken.text.toLowerCase() === 'pr') return { kind: 'present', path };
    const operator = readOperator(operatorToken);
    const literal = readLiteral(this.take());
    const compared = literal === null ? path : withDefaultSub(path);
    return {
      kind: 'compare',
      path: compared,
      operator,
      value: fitValue(compared, operator, literal, name.position),
    };
  }

  #isAtWord(word: string): boolean {
    const { kind, text } = this.peek();
    return kind === 'word' && text.toLowerCase() === word;
  }
}

function resolveName(schema: ResourceSchema, name: Token): ResolvedPath {
  const target = findTarget(schema, name.text);
  if (target?.kind === 'attribute' && isFilterable(target.path.definition)) return target.path;
  throw badRequest(
    'invalidFilter',
    `${quoted(name.text)} at position ${name.position} is not an attribute of ${schema.name} to filter on`,
  );
}

function isFilterable({ returned }: Attribute): boolean {
  return returned !== 'never';
}

function resolveSub(path: ResolvedPath, name: Token): ResolvedPath {
  const subDefinition = path.definition.subAttributes.get(name.text.toLowerCase());
  if (subDefinition !== undefined) return { ...path, sub: subDefinition.name, subDefinition };
  throw badRequest(
    'invalidFilter',
    `${quoted(name.text)} at position ${name.position} is not a sub-attribute of '${path.attribute}'`,
  );
}

function unexpected({ kind, text, position }: Token, wanted: string): Error {
  const found = kind === 'end' ? 'the filter ends' : `${quoted(text)} stands`;
  return badRequest('invalidFilter', `At position ${position} ${found} where ${wanted} is expected`);
}
