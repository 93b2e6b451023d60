import type {
  Arrival,
  BorderEvent,
  Correction,
  EventType,
  Seizure,
  Verdict,
} from '../server/contract/events.ts';

/** What the board must show for one port and route; the names are those of its figures. */
export interface Sums {
  arrivals: number;
  units: number;
  highRiskUnits: number;
  primary: number;
  flagged: number;
  secondary: number;
  upheld: number;
  cases: number;
  grams: number;
}

export const NO_SUMS: Sums = {
  arrivals: 0,
  units: 0,
  highRiskUnits: 0,
  primary: 0,
  flagged: 0,
  secondary: 0,
  upheld: 0,
  cases: 0,
  grams: 0,
};

export function addSums(a: Sums, b: Sums, sign: 1 | -1 = 1): Sums {
  const sum = { ...a };
  for (const name of Object.keys(NO_SUMS) as (keyof Sums)[]) sum[name] += sign * b[name];
  // Weights have milligrams at most; sums of them shall not show the error of binary fractions.
  sum.grams = Math.round(sum.grams * 1_000) / 1_000;
  return sum;
}

interface Corrected {
  target: BorderEvent;
  corrections: BorderEvent[];
}

/**
 * Counts events as the board does: corrections apply in the order of their time, a case has the figures of its latest
 * statement that is not retracted. A small model of the server, written independently of it.
 */
export class Tally {
  readonly byType: Partial<Record<EventType, number>> = {};
  readonly #sums = new Map<string, Sums>();
  readonly #statements = new Map<string, BorderEvent[]>();
  readonly #corrected = new Map<string, Corrected>();

  /** `target` is the event that a correction of an arrival or verdict corrects; it may be added before or after. */
  add(event: BorderEvent, target?: BorderEvent): void {
    this.byType[event.type] = (this.byType[event.type] ?? 0) + 1;
    if (event.type === 'border.correction.v1') this.#addCorrection(event, target);
    else if (event.type === 'border.seizure.v1') {
      const { caseNo } = event.data as Seizure;
      this.#statements.set(caseNo, [...(this.#statements.get(caseNo) ?? []), event]);
    } else this.#addTo(this.#sums, event, event.data, 1);
  }

  /** Sums by `port|route`. */
  sums(): Map<string, Sums> {
    const sums = new Map(this.#sums);
    for (const corrected of this.#corrected.values()) {
      if (corrected.target.type === 'border.seizure.v1') continue;
      this.#addTo(sums, corrected.target, corrected.target.data, -1);
      const now = effective(corrected.target, corrected.corrections);
      if (now) this.#addTo(sums, corrected.target, now, 1);
    }
    for (const statements of this.#statements.values()) {
      const latest = statements
        .map((each) => ({ each, now: effective(each, this.#correctionsOf(each)) as Seizure | null }))
        .filter(({ now }) => now !== null)
        .sort((a, b) => inOrder(a.each, b.each))
        .at(-1);
      if (latest?.now) this.#addTo(sums, latest.each, latest.now, 1);
    }
    return sums;
  }

  #addCorrection(event: BorderEvent, target: BorderEvent | undefined): void {
    const { source, id, type } = event.data as Correction;
    const key = `${source}|${id}`;
    const known = this.#corrected.get(key);
    if (known) known.corrections.push(event);
    else {
      // Of a seizure only its name matters here: its statements are all kept.
      const stub: BorderEvent = { ...event, source, id, type };
      this.#corrected.set(key, { target: target ?? stub, corrections: [event] });
    }
  }

  #correctionsOf(event: BorderEvent): BorderEvent[] {
    return this.#corrected.get(`${event.source}|${event.id}`)?.corrections ?? [];
  }

  #addTo(sums: Map<string, Sums>, event: BorderEvent, data: BorderEvent['data'], sign: 1 | -1): void {
    const { port, route } = data as Arrival;
    const key = `${port}|${route}`;
    sums.set(key, addSums(sums.get(key) ?? NO_SUMS, contribution(event, data), sign));
  }
}

function contribution({ type }: BorderEvent, data: BorderEvent['data']): Sums {
  if (type === 'border.arrival.v1') {
    const { units, risk } = data as Arrival;
    return { ...NO_SUMS, arrivals: 1, units, highRiskUnits: risk === 'high' ? units : 0 };
  }
  if (type === 'border.seizure.v1') return { ...NO_SUMS, cases: 1, grams: (data as Seizure).grams ?? 0 };
  const { stage, result } = data as Verdict;
  const doubted = result === 'clear' ? 0 : 1;
  return stage === 'primary'
    ? { ...NO_SUMS, primary: 1, flagged: doubted }
    : { ...NO_SUMS, secondary: 1, upheld: doubted };
}

/** What counts of an event under its corrections; `null` when it is retracted. */
function effective(event: BorderEvent, corrections: readonly BorderEvent[]): BorderEvent['data'] | null {
  const data = { ...event.data };
  let retracted = false;
  for (const each of corrections.toSorted(inOrder)) {
    const correction = each.data as Correction;
    if (correction.retracted !== undefined) retracted = correction.retracted;
    Object.assign(data, correction.changes);
  }
  return retracted ? null : data;
}

function inOrder(a: BorderEvent, b: BorderEvent): number {
  return Date.parse(a.time) - Date.parse(b.time) || (a.id < b.id ? -1 : 1);
}
