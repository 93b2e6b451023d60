import type { ClaimAnswer, PairingOffer } from '../../../server/contract/screens-rest.ts';
import { every, type Cancel, type Timers } from '../state/timers.ts';
import type { KeptScreen } from './kept-screen.ts';

const ASK_MS = 2_000;

export interface PairingServer {
  offer(): Promise<PairingOffer>;
  /** `null`: the code is over. */
  claim(secret: string): Promise<ClaimAnswer | null>;
}

/** Shows a code until a manager has confirmed it; asks for another when it is over. */
export class Pairing {
  readonly #server: PairingServer;
  readonly #timers: Timers;
  readonly #paired: (screen: KeptScreen) => void;
  #offer = $state.raw<PairingOffer | null>(null);
  #unreachable = $state.raw(false);
  #asking = false;
  #cancel: Cancel | null = null;

  constructor(server: PairingServer, timers: Timers, paired: (screen: KeptScreen) => void) {
    this.#server = server;
    this.#timers = timers;
    this.#paired = paired;
  }

  start(): void {
    if (this.#cancel !== null) return;
    void this.#ask();
    this.#cancel = every(this.#timers, ASK_MS, () => void this.#ask());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#offer = null;
  }

  /** Eight letters and digits; `null` before the server has given any. */
  get code(): string | null {
    return this.#offer?.code ?? null;
  }
  /** The server did not answer last. */
  get unreachable(): boolean {
    return this.#unreachable;
  }

  async #ask(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    try {
      if (this.#offer === null) await this.#renew();
      else await this.#claim(this.#offer.secret);
      this.#unreachable = false;
    } catch {
      this.#unreachable = true;
    } finally {
      this.#asking = false;
    }
  }

  async #renew(): Promise<void> {
    const offer = await this.#server.offer();
    // Meanwhile the screen may have been let in without.
    if (this.#cancel !== null) this.#offer = offer;
  }

  async #claim(secret: string): Promise<void> {
    const answer = await this.#server.claim(secret);
    if (answer === null) await this.#renew();
    else if (answer.key !== undefined && answer.screen !== undefined) {
      this.stop();
      this.#paired({ key: answer.key, settings: answer.screen });
    }
  }
}
