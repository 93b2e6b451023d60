import { latestBy, type Standing } from '../standing.ts';
import { byText, DAY, groupBy, type Verdict } from './plain.ts';

/** A lead as its latest statement says; instants in milliseconds since the Unix epoch. */
export interface Lead extends Standing {
  no: string;
  first: number;
  from: number;
  until: number;
  /** A category of persons or a watch list that names an origin and a route and nothing closer. */
  byOrigin: boolean;
}
export interface Match {
  lead: Lead;
  at: number;
  source: string;
  id: string;
  port: string;
  route: string;
  conveyance: string | null;
  arrival: Standing | null;
}
export interface Leads {
  statements: readonly Standing[];
  all: readonly Lead[];
  matches: readonly Match[];
  matchesOf: ReadonlyMap<string, readonly Match[]>;
  matchesIn: ReadonlyMap<string, readonly Match[]>;
  /** Of an arrival, by {@link nameOf}. */
  matchesAt: ReadonlyMap<string, readonly Match[]>;
}

const TIPS = new Set(['flight', 'consignment', 'person-category', 'watch-list']);
export const isTip = ({ kind }: Standing): boolean => TIPS.has(`${kind}`);
/** Not closed, and its term, where it has one, is not over. */
export const isOpen = (lead: Standing, now: number): boolean =>
  lead['status'] !== 'closed' && (instant(lead['valid_until']) ?? Infinity) > now;
export const instant = (text: unknown): number | null => (typeof text === 'string' ? Date.parse(text) : null);
export const nameOf = ({ at, id, source }: { at: number; id?: unknown; source?: unknown }): string =>
  `${String(source)} ${String(id)} ${at}`;

export function standingLeads(
  statements: readonly Standing[],
  arrivals: readonly Standing[],
  verdicts: readonly Verdict[],
): Leads {
  const first = new Map([...statements].reverse().map((row) => [`${row['lead_no']}`, row.at]));
  const all = latestBy(statements, (row) => `${row['lead_no']}`).map((row) => leadOf(row, first));
  const byConveyance = groupBy(arrivals, (row) => `${row['conveyance']}`);
  const byRoute = groupBy(arrivals, (row) => `${row['origin']} ${row['route']}`);
  const subjects = new Set(all.flatMap(({ subject }) => (subject === null ? [] : [`${subject}`])));
  const bySubject = groupBy(
    verdicts.filter(({ subject }) => subjects.has(subject)),
    ({ subject }) => subject,
  );
  const matches = all.filter(isTip).flatMap((lead): Match[] => {
    const holds = ({ at }: { at: number }) => at >= lead.from && at < lead.until;
    const found = lead.byOrigin
      ? byRoute.get(`${lead['origin']} ${lead['route']}`)
      : byConveyance.get(`${lead['conveyance']}`);
    const named = (found ?? []).filter(
      (row) =>
        holds(row) &&
        ['port', 'route', 'origin'].every((name) => lead[name] === null || lead[name] === row[name]),
    );
    const read = (bySubject.get(`${lead['subject']}`) ?? []).filter(holds);
    return [
      ...named.map((row) => ({ ...pick(row), conveyance: `${row['conveyance']}`, arrival: row, lead })),
      ...read.map((row) => ({ ...pick(row), conveyance: row.batch, arrival: null, lead })),
    ];
  });
  matches.sort((a, b) => b.at - a.at || byText(a.source, b.source) || byText(a.id, b.id));
  return {
    ...{ statements, all, matches },
    matchesOf: groupBy(matches, ({ lead }) => lead.no),
    matchesIn: groupBy(matches, ({ conveyance }) => `${conveyance}`),
    matchesAt: groupBy(
      matches.filter(({ arrival }) => arrival !== null),
      nameOf,
    ),
  };
}

const pick = (row: Standing | Verdict) => ({
  at: row.at,
  source: `${row['source']}`,
  id: `${row['id']}`,
  port: `${row['port']}`,
  route: `${row['route']}`,
});

function leadOf(row: Standing, firsts: ReadonlyMap<string, number>): Lead {
  const first = firsts.get(`${row['lead_no']}`) ?? row.at;
  const loose = ['person-category', 'watch-list'].includes(`${row['kind']}`);
  const byOrigin =
    loose &&
    row['conveyance'] === null &&
    row['subject'] === null &&
    row['origin'] !== null &&
    row['route'] !== null;
  const stated = instant(row['valid_from']);
  const from = byOrigin
    ? Math.max(first, stated ?? first)
    : (stated ?? (row['kind'] === 'operation' ? first : first - 7 * DAY));
  const term = instant(row['valid_until']) ?? first + 30 * DAY;
  const until = row['status'] === 'closed' ? Math.min(term, row.at) : term;
  return { ...row, no: `${row['lead_no']}`, first, from, until, byOrigin };
}
