import * as client from 'openid-client';

/** The provider gave no answer, or none that can be read: it may later. */
export class ProviderAway extends Error {
  override readonly name = 'ProviderAway';
}

/** What came back is not the answer to what this browser was sent for, or says no. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}

/** Kept by the browser from its leaving until its coming back, so that nobody else's answer is taken for its own. */
export interface OidcFlow {
  state: string;
  nonce: string;
  verifier: string;
}

/** Who the provider says it is. */
export interface OidcPerson {
  issuer: string;
  subject: string;
  /** As the provider has them; nothing is granted by either. */
  name: string | undefined;
  login: string | undefined;
}

export interface OidcOptions {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Address that the provider sends browsers back to. */
  callbackUrl: () => string;
}

const PATIENCE_SECONDS = 10;

/** OpenID Connect: the authorization code flow with PKCE, state and nonce. */
export class Oidc {
  readonly #options: OidcOptions;
  #provider: Promise<client.Configuration> | undefined;

  constructor(options: OidcOptions) {
    this.#options = options;
  }

  get issuer(): string {
    return this.#options.issuer;
  }

  /** Throws {@link ProviderAway}. @returns where to send the browser, and what it must keep until it is back */
  async start(): Promise<{ url: URL; flow: OidcFlow }> {
    const provider = await this.#discover();
    const flow = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(provider, {
      redirect_uri: this.#options.callbackUrl(),
      scope: 'openid profile email',
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
    });
    return { url, flow };
  }

  /**
   * Who has come back. Throws {@link ProviderAway}, or {@link SignInRefused} where the answer is no, is not to what the
   * browser was sent for, or was used before.
   * @param query that the browser came back with
   */
  async finish(query: string, flow: OidcFlow): Promise<OidcPerson> {
    const provider = await this.#discover();
    const url = new URL(this.#options.callbackUrl());
    url.search = query;
    const tokens = await client
      .authorizationCodeGrant(provider, url, {
        expectedState: flow.state,
        expectedNonce: flow.nonce,
        pkceCodeVerifier: flow.verifier,
        idTokenExpected: true,
      })
      .catch((error: unknown) => {
        // Its fields hold what the provider sent: only its code goes on.
        throw new SignInRefused(codeOf(error));
      });
    const claims = tokens.claims();
    if (claims === undefined) throw new SignInRefused('no id token');
    // Many providers tell names on asking only; without one the person is known all the same.
    const told = await client.fetchUserInfo(provider, tokens.access_token, claims.sub).catch(() => null);
    const all = { ...claims, ...told };
    return {
      issuer: this.#options.issuer,
      subject: claims.sub,
      name: textOf(all['name']) ?? textOf(all['preferred_username']),
      login: textOf(all['preferred_username']) ?? textOf(all['email']),
    };
  }

  /** Asked when the first person wants to sign in, and again until it has answered: the board starts without it. */
  async #discover(): Promise<client.Configuration> {
    this.#provider ??= discover(this.#options);
    try {
      return await this.#provider;
    } catch (error) {
      this.#provider = undefined;
      throw new ProviderAway(codeOf(error));
    }
  }
}

async function discover({ clientId, clientSecret, issuer }: OidcOptions): Promise<client.Configuration> {
  const url = new URL(issuer);
  const basic = client.ClientSecretBasic(clientSecret);
  const post = client.ClientSecretPost(clientSecret);
  return await client.discovery(
    url,
    clientId,
    clientSecret,
    (server, ...request) => {
      const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = server;
      (methods.includes('client_secret_basic') ? basic : post)(server, ...request);
    },
    {
      timeout: PATIENCE_SECONDS,
      // The settings allow it on this machine only.
      execute: url.protocol === 'http:' ? [client.allowInsecureRequests] : [],
    },
  );
}

function codeOf(error: unknown): string {
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError)
    return error.error;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim.trim() !== '' ? claim : undefined;
}
