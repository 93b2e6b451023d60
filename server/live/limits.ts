import { GUESTS, type Pass } from './pass.ts';

/** Connections at once. A person may have many tabs, a screen none but its own, and a house's walls share an address. */
export const MOST_CONNECTIONS = { session: 30, screen: 4, guestAddress: 2_000 };

/** Counts connections by who holds them; guests by their address. */
export class Connections {
  readonly #most: typeof MOST_CONNECTIONS;
  readonly #counts = new Map<string, number>();

  constructor(most: typeof MOST_CONNECTIONS) {
    this.#most = most;
  }

  /** Whether one more would be too many. */
  full(pass: Pass, address: string): boolean {
    const { guestAddress, screen, session } = this.#most;
    const most = pass.holder === GUESTS ? guestAddress : pass.screen === null ? session : screen;
    return (this.#counts.get(nameOf(pass, address)) ?? 0) >= most;
  }

  /** @returns what to call when the connection ends */
  add(pass: Pass, address: string): () => void {
    const name = nameOf(pass, address);
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    return () => {
      const left = (this.#counts.get(name) ?? 0) - 1;
      if (left > 0) this.#counts.set(name, left);
      else this.#counts.delete(name);
    };
  }
}

function nameOf({ holder }: Pass, address: string): string {
  return holder === GUESTS ? `${GUESTS} ${address}` : holder;
}

/** Address of a client as so many proxies of our own forward it, each adding whom it heard to the end of the list. */
export function clientAddress(
  remote: string,
  forwardedFor: string | string[] | undefined,
  proxies: number,
): string {
  const told = [forwardedFor ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((each) => each.trim());
  const line = [...told.filter(Boolean), remote];
  return line[Math.max(0, line.length - 1 - proxies)] ?? remote;
}
