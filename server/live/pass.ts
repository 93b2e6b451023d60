import type { RealmCell } from '../contract/cells.ts';
import type { Scope } from '../contract/scope.ts';
import type { ScreenSettings } from '../contract/screens-rest.ts';
import type { Refusal } from '../contract/socket.ts';

/** What a connection shows of itself. */
interface Shown {
  /** Secret of the session's cookie. */
  session: string | undefined;
  /** Key of a paired screen, or token of a drill's driver, which watches that drill. */
  screenKey: string | undefined;
}

/** Holder of the passes of those who show nothing. */
export const GUESTS = 'guest';

/** Who is connected, and what they may watch. */
export interface Pass {
  /** `session:7`, `screen:3`, `driver:5`, or {@link GUESTS}. */
  readonly holder: string;
  mayRead(realm: RealmCell, scope: Scope): boolean;
  /** Whether it may have what is for desks. */
  readonly mayLook: boolean;
  /** The screen, where one holds it. */
  readonly screen: number | null;
  /** How that screen is set; `null` where that is not known yet. */
  readonly settings: ScreenSettings | null;
}

/** A window that shows a paired screen. */
export interface ShownWindow {
  readonly screen: number;
  readonly window: string;
}

/** One that another server shows, and how long that holds unless the server says it again, in milliseconds. */
export interface WindowElsewhere extends ShownWindow {
  readonly leftMs: number;
}

/** Who gives passes; this room knows no database. */
export interface Door {
  /** A pass, or why there is none. */
  admit(shown: Shown): Promise<Pass | Refusal['code']>;
  /**
   * The passes as they are now, by holder, in one question for all of them; who has none any more is left out. Throws when
   * that cannot be known.
   */
  renew(holders: readonly string[]): Promise<ReadonlyMap<string, Pass>>;
  /**
   * States which windows show their screens here, each screen once, and answers which ones do elsewhere, in one question for
   * all of them. A screen that another window has elsewhere stays with that one. Throws when that cannot be known.
   */
  share(windows: readonly ShownWindow[]): Promise<readonly WindowElsewhere[]>;
}

const REASONS: Readonly<Partial<Record<Refusal['code'], string>>> = {
  'not-known': 'sign in, or pair this screen',
  'not-allowed': 'this realm or scope is not among yours',
  'not-ready': 'who may watch cannot be found out now',
  revoked: 'what was shown opens nothing any more',
  'too-many': 'too many connections at once',
  'in-use': 'another window shows this screen',
  busy: 'many come at once; come again in a moment',
};

export function refusal(code: Refusal['code']): Refusal {
  return { code, reason: REASONS[code] ?? code };
}

/** Why the holder of the pass may not watch this; `null` when they may. */
export function objection(
  pass: Pass,
  { desk, realm, scope }: { realm: RealmCell; scope: Scope; desk: boolean },
): Refusal['code'] | null {
  if (pass.mayRead(realm, scope) && (!desk || pass.mayLook)) return null;
  return pass.holder === GUESTS ? 'not-known' : 'not-allowed';
}
