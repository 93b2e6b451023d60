/** A browser as far as the API sees it: keeps cookies, says where its page comes from. */
export class Visitor {
  readonly #url: string;
  readonly #agent: string;
  readonly cookies = new Map<string, string>();
  /** `Set-Cookie` headers of the last answer. */
  lastCookies: string[] = [];

  constructor(url: string, { agent = 'test browser', session }: { agent?: string; session?: string } = {}) {
    this.#url = url;
    this.#agent = agent;
    if (session !== undefined) this.cookies.set('gwanje', session);
  }

  /** The session's secret; `undefined` when signed out. */
  get session(): string | undefined {
    return this.cookies.get('gwanje');
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: any; headers: Headers }> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, this.#url), {
      method,
      redirect: 'manual',
      headers: {
        origin: this.#url,
        'user-agent': this.#agent,
        ...(cookie !== '' && { cookie }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    this.lastCookies = response.headers.getSetCookie();
    for (const each of this.lastCookies) this.#keep(each);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : parsed(text) };
  }

  async signIn(login: string, password: string): Promise<{ status: number; body: any; headers: Headers }> {
    return await this.ask('POST', '/api/v1/session', { login, password });
  }

  #keep(setCookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
    if (value === '' || /max-age=0\b/i.test(setCookie)) this.cookies.delete(name);
    else this.cookies.set(name, decodeURIComponent(value));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
