import type {
  Arrival,
  BorderEvent,
  Correction,
  Declaration,
  EventType,
  Lead,
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

/** What the board must show of the desks, the whole country. */
export interface DeskSums {
  /** Numbers of leads, and those that are not closed. */
  leads: number;
  openLeads: number;
  /** Checks of money, what they found, and undeclared won. */
  checks: number;
  declared: number;
  undeclared: number;
  undeclaredKrw: number;
  /** By category other than drugs: cases, items, won. */
  otherCases: Record<string, { cases: number; quantity: number; amountKrw: number }>;
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
  readonly #leads = new Map<string, BorderEvent[]>();
  readonly #checks = { checks: 0, declared: 0, undeclared: 0, undeclaredKrw: 0 };
  readonly #corrected = new Map<string, Corrected>();

  /** `target` is the event that a correction of an arrival or verdict corrects; it may be added before or after. */
  add(event: BorderEvent, target?: BorderEvent): void {
    this.byType[event.type] = (this.byType[event.type] ?? 0) + 1;
    if (event.type === 'border.correction.v1') this.#addCorrection(event, target);
    else if (event.type === 'border.seizure.v1')
      keep(this.#statements, (event.data as Seizure).caseNo, event);
    else if (event.type === 'border.lead.v1') keep(this.#leads, (event.data as Lead).leadNo, event);
    else if (event.type === 'border.declaration.v1') addCheck(this.#checks, event.data as Declaration, 1);
    else if (isTraffic(event)) this.#addTo(this.#sums, event, event.data, 1);
  }

  /** Sums by `port|route`. */
  sums(): Map<string, Sums> {
    const sums = new Map(this.#sums);
    for (const corrected of this.#corrected.values()) {
      if (!isTraffic(corrected.target)) continue;
      this.#addTo(sums, corrected.target, corrected.target.data, -1);
      const now = effective(corrected.target, corrected.corrections);
      if (now) this.#addTo(sums, corrected.target, now, 1);
    }
    for (const statements of this.#statements.values()) {
      const latest = this.#latest(statements);
      if (latest && (latest.now as Seizure).category === 'drug')
        this.#addTo(sums, latest.each, latest.now, 1);
    }
    return sums;
  }

  desks(): DeskSums {
    const checks = { ...this.#checks };
    for (const { target, corrections } of this.#corrected.values()) {
      if (target.type !== 'border.declaration.v1') continue;
      addCheck(checks, target.data as Declaration, -1);
      const now = effective(target, corrections);
      if (now) addCheck(checks, now as Declaration, 1);
    }
    const leads = [...this.#leads.values()].flatMap((each) => this.#latest(each) ?? []);
    const otherCases: DeskSums['otherCases'] = {};
    for (const statements of this.#statements.values()) {
      const now = this.#latest(statements)?.now as Seizure | undefined;
      if (!now || now.category === 'drug') continue;
      const sum = (otherCases[now.category] ??= { cases: 0, quantity: 0, amountKrw: 0 });
      sum.cases += 1;
      sum.quantity += now.quantity ?? 0;
      sum.amountKrw += now.amountKrw ?? 0;
    }
    const openLeads = leads.filter(({ now }) => (now as Lead).status !== 'closed').length;
    return { leads: leads.length, openLeads, ...checks, otherCases };
  }

  /** The latest statement on one thing that is not retracted, and what it says now. */
  #latest(statements: readonly BorderEvent[]): { each: BorderEvent; now: BorderEvent['data'] } | undefined {
    return statements
      .flatMap((each) => {
        const now = effective(each, this.#correctionsOf(each));
        return now ? [{ each, now }] : [];
      })
      .sort((a, b) => inOrder(a.each, b.each))
      .at(-1);
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

function isTraffic({ type }: BorderEvent): boolean {
  return type === 'border.arrival.v1' || type === 'border.verdict.v1';
}

function keep(statements: Map<string, BorderEvent[]>, number: string, event: BorderEvent): void {
  statements.set(number, [...(statements.get(number) ?? []), event]);
}

type Checks = Pick<DeskSums, 'checks' | 'declared' | 'undeclared' | 'undeclaredKrw'>;

function addCheck(sums: Checks, { result, amountKrw = 0 }: Declaration, sign: 1 | -1): void {
  sums.checks += sign;
  if (result === 'declared') sums.declared += sign;
  if (result !== 'undeclared') return;
  sums.undeclared += sign;
  sums.undeclaredKrw += sign * amountKrw;
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
