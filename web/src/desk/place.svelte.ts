/** Where in the desk the person is: the browser's address, without a new page for each. */
export class Place {
  #path = $state.raw('');
  #query = $state.raw(new URLSearchParams());
  readonly #left: () => void;
  /** The realm that the address names, `null`: the person's own. Another one is another page. */
  readonly realm = realmOf(new URL(location.href));

  /** @param left told when the address changes */
  constructor(left: () => void) {
    this.#left = left;
    this.#read();
  }

  get path(): string {
    return this.#path;
  }
  get query(): URLSearchParams {
    return this.#query;
  }

  start(): void {
    window.addEventListener('popstate', () => this.#read());
    document.addEventListener('click', (event) => this.#follow(event));
    document.addEventListener('auxclick', (event) => this.#stay(linkOf(event)));
  }

  /** To an address of the desk, with its query, in the same realm unless it names one. `replace`: nobody shall come back. */
  go(asked: string, { replace = false } = {}): void {
    const url = this.#inRealm(new URL(asked, location.origin));
    if (realmOf(url) !== this.realm) return location.assign(url);
    const address = url.pathname + url.search;
    if (replace) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    this.#read();
  }

  /** The same page of the person's own realm: what its query named is in the one that is left. */
  leaveRealm(): void {
    location.assign(this.#path);
  }

  #inRealm(url: URL): URL {
    if (this.realm !== null && !url.searchParams.has('realm')) url.searchParams.set('realm', this.realm);
    return url;
  }

  /** A link that is opened in another tab stays in the realm as well. */
  #stay(link: HTMLAnchorElement | null): void {
    if (this.realm !== null && isOurs(link)) link.href = this.#inRealm(new URL(link.href)).href;
  }

  #read(): void {
    const path = location.pathname.replace(/(.)\/+$/, '$1');
    const query = new URLSearchParams(location.search);
    if (path === this.#path && query.toString() === this.#query.toString()) return;
    // At first there is no page that could be left, and nothing yet that could be told.
    if (this.#path !== '') this.#left();
    this.#path = path;
    this.#query = query;
  }

  /** Links are real ones: they may be copied, opened in a new tab, and work before this runs. */
  #follow(event: MouseEvent): void {
    if (event.defaultPrevented) return;
    const link = linkOf(event);
    if (!isOurs(link)) return;
    const otherTab = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link.target !== '';
    if (event.button !== 0 || otherTab) return this.#stay(link);
    if (link.hasAttribute('download')) return;
    if (link.hash !== '' && link.pathname === location.pathname) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

function linkOf({ target }: MouseEvent): HTMLAnchorElement | null {
  return target instanceof Element ? target.closest('a') : null;
}

/** Whether the desk's page answers at what a link leads to. */
function isOurs(link: HTMLAnchorElement | null): link is HTMLAnchorElement {
  return link?.origin === location.origin && /^\/(desk|sign-in|setup)(\/|$)/.test(link.pathname);
}

function realmOf(url: URL): string | null {
  return url.searchParams.get('realm') || null;
}
