/** As much of a browser as signing in needs: cookies and the headers that pages cannot choose. */

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export class Browser {
  readonly #origin: string;
  readonly cookies = new Map<string, string>();
  csrfToken = '';

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** The same browser at another instance behind the same address. */
  at(origin: string): Browser {
    const browser = new Browser(origin);
    for (const [name, value] of this.cookies) browser.cookies.set(name, value);
    browser.csrfToken = this.csrfToken;
    return browser;
  }

  /** As a page of the console asks; follows no redirect. */
  async ask(path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, this.#origin), {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie === '' ? {} : { Cookie: cookie }),
        ...(method === 'GET' ? {} : { Origin: this.#origin, 'Sec-Fetch-Site': 'same-origin' }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) this.#take(line);
    return response;
  }

  async signIn(token: string): Promise<Response> {
    const response = await this.ask('/console/session', { method: 'POST', body: { token } });
    if (response.ok) await this.#readSession(response.clone());
    return response;
  }

  /** After something else than this browser's own request has started a session. */
  async readSession(): Promise<Response> {
    const response = await this.ask('/console/session');
    if (response.ok) await this.#readSession(response.clone());
    return response;
  }

  /** Changes something, as the console does. */
  async post(path: string, body: unknown = {}, headers: Readonly<Record<string, string>> = {}) {
    return await this.ask(path, {
      method: 'POST',
      body,
      headers: { 'X-CSRF-Token': this.csrfToken, ...headers },
    });
  }

  async #readSession(response: Response): Promise<void> {
    const body: unknown = await response.json();
    if (typeof body === 'object' && body !== null && 'csrfToken' in body)
      this.csrfToken = String(body.csrfToken);
  }

  #take(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const [name = '', value = ''] = pair.split('=', 2);
    const isGone = attributes.some((each) => /^Expires=Thu, 01 Jan 1970/i.test(each));
    if (isGone) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}
