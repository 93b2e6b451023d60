import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import OpenIdProvider from 'oidc-provider';

/** Who may sign in at the provider, by what they type as login there: any password will do. */
export interface ProvidersPerson {
  name?: string;
  preferred_username?: string;
}

export interface OidcProvider {
  /** Settings of a board that signs in here. */
  env: Record<string, string>;
  /** Takes people in and sends them back to a board; until then the provider is down. */
  open(boardUrl: string): void;
  close(): Promise<void>;
}

/** A whole OpenID provider on this machine. */
export async function startOidcProvider(people: Record<string, ProvidersPerson>): Promise<OidcProvider> {
  let listener: RequestListener = (_request, response) => void response.writeHead(502).end('away');
  const server = createServer((request, response) => listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const [OIDC_CLIENT_ID, OIDC_CLIENT_SECRET] = ['gwanje', 'a secret of the test board and its provider'];
  return {
    env: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET },
    open: (boardUrl) => {
      const provider = new OpenIdProvider(issuer, {
        clients: [
          {
            client_id: OIDC_CLIENT_ID,
            client_secret: OIDC_CLIENT_SECRET,
            redirect_uris: [`${boardUrl}/api/v1/oidc/callback`],
          },
        ],
        pkce: { required: () => true },
        cookies: { keys: ['cookies of the test provider'] },
        claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email'] },
        findAccount: (_context: unknown, id: string) => ({
          accountId: id,
          claims: () => ({ sub: id, ...people[id] }),
        }),
      });
      provider.on('server_error', (_context, error) => console.error('the OpenID provider:', error));
      const callback = provider.callback();
      listener = (request, response) => void callback(request, response);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Goes through the provider's pages as a browser would. @returns where it sends the browser back to */
export async function passThroughProvider(start: string, login: string): Promise<URL> {
  const cookies = new Map<string, string>();
  const ask = async (url: URL, form?: Record<string, string>) => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const each of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return response;
  };
  const provider = new URL(start).origin;
  let url = new URL(start);
  let form: Record<string, string> | undefined;
  for (let step = 0; step < 20; step++) {
    const response = await ask(url, form);
    form = undefined;
    const location = response.headers.get('location');
    if (location !== null) {
      url = new URL(location, url);
      if (url.origin !== provider) return url;
      continue;
    }
    const page = await response.text();
    const action = /<form[^>]* action="([^"]+)"/.exec(page)?.[1];
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (action === undefined || prompt === undefined)
      throw new Error(`the provider shows ${response.status} ${page.slice(0, 400)}`);
    url = new URL(action, url);
    form = prompt === 'login' ? { prompt, login, password: 'any' } : { prompt };
  }
  throw new Error('the provider never sends back');
}
