import type { Me } from '../../../server/contract/access-rest.ts';
import type { Api } from './api.ts';

/** Who is signed in. Only the server's word ends a session here: a fault of the network never does. */
export class Session {
  readonly #api: Api;
  #me = $state.raw<Me | null>(null);
  #reading: Promise<void> | null = null;

  constructor(api: Api) {
    this.#api = api;
  }

  /** `null` until the server has said. */
  get me(): Me | null {
    return this.#me;
  }

  /** Reads anew; many who ask at once get one answer. */
  async read(): Promise<void> {
    this.#reading ??= this.#read().finally(() => (this.#reading = null));
    await this.#reading;
  }

  /** Another person: everything is built anew, so that nothing of the one before stays in the page. */
  async changed(): Promise<void> {
    const before = this.#me?.account?.id;
    await this.read();
    if (this.#me?.account?.id !== before) location.replace(afterSignIn(location.search));
  }

  async signOut(): Promise<void> {
    await this.#api.delete('/api/v1/session');
    location.replace('/sign-in');
  }

  async #read(): Promise<void> {
    this.#me = await this.#api.get<Me>('/api/v1/me');
  }
}

/** Where somebody who signs in wanted to go: an address of this desk, and never one of elsewhere. */
export function afterSignIn(query: string): string {
  const wanted = new URLSearchParams(query).get('return') ?? '';
  return /^\/desk([/?]|$)/.test(wanted) ? wanted : '/desk';
}

/** The same for somebody who is signed in, and takes a new session before the present one ends. */
export function signInAgainFor(address: string): string {
  return `/sign-in?${new URLSearchParams({ return: address, again: '' }).toString()}`;
}

/** The sign-in page, from which one comes back to an address. */
export function signInFor(address: string): string {
  return `/sign-in?${new URLSearchParams({ return: address }).toString()}`;
}
