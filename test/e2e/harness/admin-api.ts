/** A client of the admin API. */

// biome-ignore lint/suspicious/noExplicitAny: tests reach into answers of any shape
type Answer = any;

export class AdminApi {
  readonly #base: string;
  readonly #token: string;

  constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  async get(path: string): Promise<{ status: number; body: Answer }> {
    const response = await fetch(`${this.#base}${path}`, {
      headers: { Authorization: `Bearer ${this.#token}` },
    });
    return { status: response.status, body: await response.json() };
  }

  getPage(path: string): Promise<Response> {
    return fetch(`${this.#base}${path}`, {
      headers: { Authorization: `Bearer ${this.#token}`, Accept: 'text/html' },
    });
  }

  /** As nobody should: URLs end in logs. */
  getWithTokenInUrl(path: string): Promise<Response> {
    return fetch(`${this.#base}${path}?access_token=${this.#token}`);
  }

  /** Status of a person's latest journey. */
  async latestStatus(userId: string): Promise<string | undefined> {
    return (await this.get(`/offboardings?userId=${userId}&limit=1`)).body.offboardings[0]?.status;
  }
}
