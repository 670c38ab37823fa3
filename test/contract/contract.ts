/** The contract with Genesys Cloud: which exchanges keep to its description, and which differ from it. */

import { checkAnswer } from './check-answer.ts';
import { checkRequest } from './check-request.ts';
import { type Description, findOperation } from './description.ts';
import { type Exchange, isFromBridge } from './exchange.ts';
import { Models } from './models.ts';

export const UNDESCRIBED = 'not described';

const LOGIN_PATH = '/oauth/token';

export interface Difference {
  /** As the description names it: `GET /users/{userId}`; with `{}` for ids when nothing describes it. */
  readonly operation: string;
  readonly problem: string;
}

/** Id-like parts of a path out, so that requests of the same undescribed operation read equal. */
function unnamed({ method, path }: Exchange): string {
  const id = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
  return `${method} ${path.replace(/^\/api\/v2/, '').replace(id, '{}')}`;
}

function codesByStatus({ operations }: Description): Map<number, Set<string>> {
  const codes = new Map<number, Set<string>>();
  for (const { responses } of operations) {
    for (const [status, answer] of Object.entries(responses)) {
      const known = codes.get(Number(status)) ?? new Set();
      for (const code of Object.keys(answer['x-inin-error-codes'])) known.add(code);
      codes.set(Number(status), known);
    }
  }
  return codes;
}

export class Contract {
  readonly #description: Description;
  readonly #models: Models;
  readonly #codes: ReadonlyMap<number, ReadonlySet<string>>;
  readonly #seen = new Set<string>();

  constructor(description: Description) {
    this.#description = description;
    this.#models = new Models(description);
    this.#codes = codesByStatus(description);
  }

  /** Names of the described operations that exchanges were for. */
  get seen(): ReadonlySet<string> {
    return this.#seen;
  }

  /**
   * Requests must fit when the bridge sent them: tests of the simulator send wrong ones on purpose. Answers must fit
   * unless a fault made them.
   */
  differences(exchange: Exchange): Difference[] {
    const { method, path, status, fault } = exchange;
    if (path === LOGIN_PATH) return [];
    const operation = findOperation(this.#description, method, path);
    if (operation === undefined) {
      const matters = isFromBridge(exchange) || (status > 0 && status < 400);
      return matters ? [{ operation: unnamed(exchange), problem: UNDESCRIBED }] : [];
    }
    this.#seen.add(operation.name);
    const answered = fault === undefined && status > 0;
    const problems = [
      ...(isFromBridge(exchange) ? checkRequest(operation, exchange, this.#models) : []),
      ...(answered ? checkAnswer(operation, exchange, this.#models, this.#codes) : []),
    ];
    return problems.map((problem) => ({ operation: operation.name, problem }));
  }
}
