import type { InvestigationsCell } from '../../../../server/contract/case-cells.ts';
import { OFFENCES, type Offence } from '../../../../server/contract/fields.ts';
import type { Shown } from '../board.svelte.ts';
import { cellsOf, type Covers } from '../cells-of.ts';
import { siteDay } from '../../../../server/contract/days.ts';
import { splitDay } from '../calendar.ts';
import { INVESTIGATION_MS, UNREFERRED_CASE_MS } from '../thresholds.ts';
import { earlier, since, sumOf } from './narrowed.ts';

interface OffenceRow {
  offence: Offence;
  cases: number;
  amountKrw: number;
  unreferred: number;
  oldestMs: number | null;
  /** One of them waits for too long. */
  late: boolean;
}
export interface Offences {
  /** Every offence, in the order of the unit's work. */
  rows: OffenceRow[];
  /** Cases whose partner is to be told. */
  toNotify: number;
  notified: number;
  answered: number;
}

const PARTNERS_MATTER: ReadonlySet<string> = new Set<Offence>(['voice-phishing', 'transnational-crime']);

/** Cases of the calendar year by offence; `null` where the board has said nothing about it. */
export function offencesOf({ cells, asOf }: Shown, covers: Covers): Offences | null {
  const all = cellsOf(cells, 'offences', covers).map(({ value }) => value);
  if (all.length === 0 || asOf === null) return null;
  const found = all.filter(({ year }) => year === splitDay(siteDay(asOf)).year);
  const told = found.flatMap(({ rows }) => rows);
  const rows = OFFENCES.map((offence): OffenceRow => {
    const own = told.filter(([name]) => name === offence);
    const oldest = own.reduce<string | null>((known, [, , , , each]) => earlier(known, each), null);
    const oldestMs = oldest === null ? null : since(asOf, oldest);
    return {
      offence,
      cases: sumOf(own, ([, cases]) => cases),
      amountKrw: sumOf(own, ([, , amountKrw]) => amountKrw),
      unreferred: sumOf(own, ([, , , unreferred]) => unreferred),
      oldestMs,
      late: oldestMs !== null && oldestMs > UNREFERRED_CASE_MS,
    };
  });
  return {
    rows,
    toNotify: sumOf(
      rows.filter(({ offence }) => PARTNERS_MATTER.has(offence)),
      ({ cases }) => cases,
    ),
    notified: sumOf(found, ({ notified }) => notified),
    answered: sumOf(found, ({ answered }) => answered),
  };
}

type WaitingCase = InvestigationsCell['waiting'][number] & {
  /** Milliseconds since the seizure. */
  ms: number;
  late: boolean;
};
export interface Investigations {
  /** The longest first. */
  waiting: WaitingCase[];
  waitingCount: number;
  accepted: number;
  /** Shortest and longest median of a port and route: a median of all cannot be had from them. In milliseconds. */
  medianMs: [least: number, most: number] | null;
}

/** Major cases and their investigation; `null` where the board has said nothing about it. */
export function investigationsOf({ cells, asOf }: Shown, covers: Covers): Investigations | null {
  const found = cellsOf(cells, 'investigations', covers).map(({ value }) => value);
  if (found.length === 0 || asOf === null) return null;
  const medians = found.flatMap(({ acceptedP50Seconds }) =>
    acceptedP50Seconds === null ? [] : [acceptedP50Seconds * 1_000],
  );
  return {
    waiting: found
      .flatMap(({ waiting }) => waiting)
      .map((one) => ({ ...one, ms: since(asOf, one.time), late: since(asOf, one.time) > INVESTIGATION_MS }))
      .sort((a, b) => b.ms - a.ms || (a.caseNo < b.caseNo ? -1 : 1)),
    waitingCount: sumOf(found, ({ waitingCount }) => waitingCount),
    accepted: sumOf(found, ({ accepted }) => accepted),
    medianMs: medians.length === 0 ? null : [Math.min(...medians), Math.max(...medians)],
  };
}
