import type { AnswerHeaders } from './governor/rate-headers.ts';

/** An answer as it came over the wire; the SDK expects exactly these names. */
export interface WireAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: AnswerHeaders;
  /** Parsed JSON, else the text; the empty text where there was none, since the SDK reads fields of it. */
  readonly data: unknown;
}

/** The exchange took place and the status is no success; the SDK reads `response`. */
export class RefusedAnswer extends Error {
  override readonly name = 'RefusedAnswer';
  readonly response: WireAnswer;

  constructor(response: WireAnswer) {
    super(`answered ${response.status}`);
    this.response = response;
  }
}

export type LossKind = 'neverSent' | 'broken' | 'timeout' | 'aborted' | 'certificate' | 'tooLarge';

/** No whole answer came. */
export class LostAnswer extends Error {
  override readonly name = 'LostAnswer';
  readonly kind: LossKind;
  /** The system's code, for example ECONNRESET. */
  readonly code: string;

  constructor(kind: LossKind, code: string) {
    super(`no answer: ${code}`);
    this.kind = kind;
    this.code = code;
  }
}
