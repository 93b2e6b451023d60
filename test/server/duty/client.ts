import type { Person } from '../../support/people.ts';

export interface Answer {
  status: number;
  body: any;
  headers: Headers;
}

/** Asks a server as a signed-in person's own page does. */
export function client(url: string, { cookie }: Pick<Person, 'cookie'>) {
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(url + path, { ...init, headers: { cookie, origin: url, ...init.headers } });
    const text = await response.text();
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      body: json ? (JSON.parse(text) as unknown) : text,
      headers: response.headers,
    };
  };
  return {
    get: (path: string) => ask(path),
    post: (path: string, body: unknown = {}) =>
      ask(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
  };
}
