import { cellKey, type IntakeReason, type NoticeCell } from '../../../server/contract/cells.ts';
import type { Format } from '../i18n/format.ts';
import { noticeWords } from '../i18n/words/notice-words.ts';
import type { Shown } from './board.svelte.ts';
import type { Condition } from './health.svelte.ts';

/** What is wrong around a board whose figures are confirmed, for walls and desks alike. */
export class Notices {
  readonly #board: { readonly shown: Shown };
  readonly #faulty: boolean;

  constructor(board: { readonly shown: Shown }) {
    this.#board = board;
    this.#faulty = $derived([...board.shown.cells.keys()].some((key) => key.startsWith('fault|')));
  }

  get some(): boolean {
    return this.#get('intake') !== null || this.#get('clock') !== null;
  }

  /** Why nothing comes in, and since when, in milliseconds since the Unix epoch; `null`: it does. */
  get intake(): { reason: IntakeReason; since: number } | null {
    const notice = this.#get('intake');
    return notice && { reason: notice.reason, since: Date.parse(notice.since) };
  }

  /** The headline: what is live only in part is not live. */
  headline(condition: Condition): Condition | 'not-receiving' | 'partly-old' {
    if (condition !== 'live') return condition;
    return this.intake !== null ? 'not-receiving' : this.#faulty ? 'partly-old' : 'live';
  }

  intakeText(format: Format): string | null {
    const { intake } = this;
    const { reasons, since } = noticeWords[format.language];
    return intake && `${reasons[intake.reason]} · ${since(format.clock(intake.since))}`;
  }

  clockText(format: Format): string | null {
    const seconds = this.#get('clock')?.aheadSeconds ?? 0;
    if (seconds === 0) return null;
    const { clockAhead, clockBehind } = noticeWords[format.language];
    return (seconds < 0 ? clockBehind : clockAhead)(format.age(1_000 * Math.abs(seconds)));
  }

  #get<What extends NoticeCell['what']>(what: What): Extract<NoticeCell, { what: What }> | null {
    const cell = this.#board.shown.cells.get(cellKey.notice(what)) as NoticeCell | undefined;
    return (cell as Extract<NoticeCell, { what: What }> | undefined) ?? null;
  }
}
