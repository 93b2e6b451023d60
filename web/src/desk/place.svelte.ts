/** Where in the desk the person is: the browser's address, without a new page for each. */
export class Place {
  #path = $state.raw('');
  #query = $state.raw(new URLSearchParams());
  readonly #left: () => void;

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
  }

  /** To an address of the desk, with its query. `replace`: nobody shall come back to the present one. */
  go(address: string, { replace = false } = {}): void {
    if (replace) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    this.#read();
  }

  #read(): void {
    const path = location.pathname.replace(/(.)\/+$/, '$1');
    const query = new URLSearchParams(location.search);
    if (path === this.#path && query.toString() === this.#query.toString()) return;
    this.#left();
    this.#path = path;
    this.#query = query;
  }

  /** Links are real ones: they may be copied, opened in a new tab, and work before this runs. */
  #follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || link.target !== '' || link.hasAttribute('download')) return;
    if (link.origin !== location.origin || !isDeskPath(link.pathname)) return;
    if (link.hash !== '' && link.pathname === location.pathname) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

/** Whether the desk's page answers at a path. */
function isDeskPath(path: string): boolean {
  return /^\/(desk|sign-in|setup)(\/|$)/.test(path);
}
