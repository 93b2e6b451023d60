import type {
  Arrival,
  BorderEvent,
  Correction,
  Declaration,
  Lead,
  Seizure,
  Verdict,
} from '../../../server/contract/events.ts';

export interface Figure {
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

/**
 * What a set of events amounts to by `port|route`, in the plainest way: every event is looked at together with all
 * corrections of it. Slow on purpose; a second opinion on the simulator's tally.
 */
export function sumsOfEvents(events: readonly BorderEvent[]): Map<string, Figure> {
  const live = amended(events);
  const sums = new Map<string, Figure>();
  const figure = ({ port, route }: { port: string; route: string }) => {
    const key = `${port}|${route}`;
    const none = {
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
    const found = sums.get(key) ?? none;
    sums.set(key, found);
    return found;
  };
  const cases = new Map<string, BorderEvent>();
  for (const event of live) {
    if (event.type === 'border.arrival.v1') {
      const arrival = event.data as Arrival;
      figure(arrival).arrivals += 1;
      figure(arrival).units += arrival.units;
      if (arrival.risk === 'high') figure(arrival).highRiskUnits += arrival.units;
    } else if (event.type === 'border.verdict.v1') {
      const verdict = event.data as Verdict;
      figure(verdict)[verdict.stage === 'primary' ? 'primary' : 'secondary'] += 1;
      if (verdict.result !== 'clear')
        figure(verdict)[verdict.stage === 'primary' ? 'flagged' : 'upheld'] += 1;
    } else if (event.type === 'border.seizure.v1') {
      const { caseNo } = event.data as Seizure;
      const before = cases.get(caseNo);
      if (!before || before.time <= event.time) cases.set(caseNo, event);
    }
  }
  for (const { data } of cases.values()) {
    if ((data as Seizure).category !== 'drug') continue;
    figure(data as Seizure).cases += 1;
    figure(data as Seizure).grams += (data as Seizure).grams ?? 0;
  }
  return sums;
}

/** Every event that is no correction, as all corrections of it leave it; without the retracted ones. */
function amended(events: readonly BorderEvent[]): BorderEvent[] {
  const corrections = events.filter(({ type }) => type === 'border.correction.v1');
  return events.flatMap((event) => {
    if (event.type === 'border.correction.v1') return [];
    const own = corrections
      .filter(
        ({ data }) => (data as Correction).id === event.id && (data as Correction).source === event.source,
      )
      .sort((a, b) => (a.time < b.time ? -1 : 1));
    const retractions = own
      .map(({ data }) => (data as Correction).retracted)
      .filter((each) => each !== undefined);
    if (retractions.at(-1) === true) return [];
    const data = { ...event.data };
    for (const each of own) Object.assign(data, (each.data as Correction).changes);
    return [{ ...event, data }];
  });
}

/** What the events of the desks amount to, as plainly. */
export function desksOfEvents(events: readonly BorderEvent[]) {
  const live = amended(events);
  const latest = (type: BorderEvent['type'], name: string) => {
    const found = new Map<unknown, BorderEvent>();
    for (const event of live.filter((each) => each.type === type)) {
      const number = (event.data as unknown as Record<string, unknown>)[name];
      const before = found.get(number);
      const key = (each: BorderEvent) => `${each.time}|${each.id}`;
      if (!before || key(before) < key(event)) found.set(number, event);
    }
    return [...found.values()];
  };
  const leads = latest('border.lead.v1', 'leadNo').map(({ data }) => data as Lead);
  const checks = live
    .filter(({ type }) => type === 'border.declaration.v1')
    .map(({ data }) => data as Declaration);
  const undeclared = checks.filter(({ result }) => result === 'undeclared');
  const otherCases: Record<string, { cases: number; quantity: number; amountKrw: number }> = {};
  for (const { data } of latest('border.seizure.v1', 'caseNo')) {
    const { category, quantity = 0, amountKrw = 0 } = data as Seizure;
    if (category === 'drug') continue;
    const sum = (otherCases[category] ??= { cases: 0, quantity: 0, amountKrw: 0 });
    otherCases[category] = {
      cases: sum.cases + 1,
      quantity: sum.quantity + quantity,
      amountKrw: sum.amountKrw + amountKrw,
    };
  }
  return {
    leads: leads.length,
    openLeads: leads.filter(({ status }) => status !== 'closed').length,
    checks: checks.length,
    declared: checks.filter(({ result }) => result === 'declared').length,
    undeclared: undeclared.length,
    undeclaredKrw: undeclared.reduce((sum, { amountKrw = 0 }) => sum + amountKrw, 0),
    otherCases,
  };
}
