/** A text of the site file that somebody edits. */
interface Draft {
  /** Account that edits it. */
  account: number;
  /** Version on which it was begun, and its text. */
  begun: number;
  from: string;
  text: string;
}

/**
 * What is edited stays while its author looks at other pages of the desk or signs in again, and before the page itself is left
 * the browser asks. It is nowhere but in the page: the file may hold what others may not know.
 */
class KeptDraft {
  #draft = $state.raw<Draft | null>(null);
  #discarded = $state.raw<Draft | null>(null);

  of(account: number): Draft | null {
    return this.#draft?.account === account ? this.#draft : null;
  }

  keep(draft: Draft): void {
    this.#draft = draft;
    window.addEventListener('beforeunload', this.#ask);
  }

  /** It is in force. */
  drop(): void {
    this.#draft = null;
    window.removeEventListener('beforeunload', this.#ask);
  }

  /** It is not wanted; until another one is discarded it can be restored. */
  discard(): void {
    if (this.#draft !== null && this.#draft.text !== this.#draft.from) this.#discarded = this.#draft;
    this.drop();
  }

  mayRestore(account: number): boolean {
    return this.#discarded?.account === account;
  }

  restore(): void {
    if (this.#discarded !== null) this.keep(this.#discarded);
    this.#discarded = null;
  }

  readonly #ask = (event: BeforeUnloadEvent) => {
    if (this.#draft !== null && this.#draft.text !== this.#draft.from) event.preventDefault();
  };
}

export const keptDraft = new KeptDraft();
