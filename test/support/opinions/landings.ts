import type { Standing } from '../standing.ts';
import { instant, isOpen, nameOf, type Lead } from './leads.ts';
import { byText, DAY, groupBy, HOUR, iso, MINUTE, place, withEmpty } from './plain.ts';
import type { Opinion, Raw } from './raw.ts';
import { stationsNow } from './stations.ts';

/** One word about a flight. Nobody announces passenger lists here: a lead or the landing. */
interface Word {
  conveyance: string;
  port: string | null;
  at: number;
  dueAt: number | null;
  landing: Standing | null;
  origin: string | null;
  aboard: number | null;
  leadNo: string | null;
  byLead: boolean;
}

const APART_MS = DAY / 2;

const landings: Opinion = (raw, now) => {
  const flights: Word[][] = [];
  const words = [...landed(raw, now), ...expected(raw, now)];
  words.sort(
    (a, b) =>
      Number(a.port === null) - Number(b.port === null) ||
      Number(a.byLead) - Number(b.byLead) ||
      a.at - b.at ||
      byText(a.leadNo ?? '', b.leadNo ?? ''),
  );
  for (const word of words) {
    const same = flights.find(
      ([first]) =>
        first?.conveyance === word.conveyance &&
        (word.port === null || first.port === word.port) &&
        Math.abs(first.at - word.at) <= APART_MS,
    );
    if (same) same.push(word);
    else flights.push([word]);
  }
  const rows = flights.map((flight) => rowOf(flight, raw, now));
  const told = [...raw.told].filter((at) => at.endsWith('|traveller'));
  return withEmpty(
    'landings',
    told,
    { rows: [], flights: 0, withoutTeam: 0 },
    [...groupBy(rows, ({ port }) => place({ port, route: 'traveller' }))].map(([at, own]) => {
      const time = (text: string | null) => (text === null ? 0 : Date.parse(text));
      own.sort(
        (a, b) =>
          Number(a.landedAt !== null) - Number(b.landedAt !== null) ||
          time(b.landedAt) - time(a.landedAt) ||
          (a.landedAt === null ? time(a.dueAt) - time(b.dueAt) : 0) ||
          byText(a.conveyance, b.conveyance),
      );
      const missed = own.filter(
        (row) => row.team === null && (row.landedAt !== null || time(row.dueAt) - now <= 30 * MINUTE),
      );
      return [at, { rows: own.slice(0, 6), flights: own.length, withoutTeam: missed.length }];
    }),
  );
};

/** Flights of travellers that landed in two hours, of high risk or named by a lead that is not closed. */
function landed(raw: Raw, now: number): Word[] {
  return raw.arrivals.flatMap((row) => {
    if (row['route'] !== 'traveller' || row.at <= now - 2 * HOUR || row.at > now) return [];
    const leads = (raw.leads.matchesAt.get(nameOf(row)) ?? [])
      .map(({ lead }) => lead)
      .filter((lead) => lead['status'] !== 'closed');
    if (row['risk'] !== 'high' && leads.length === 0) return [];
    leads.sort(
      (a, b) =>
        Number(a['kind'] !== 'flight') - Number(b['kind'] !== 'flight') ||
        Number(a.byOrigin) - Number(b.byOrigin) ||
        a.first - b.first ||
        byText(a.no, b.no),
    );
    return [
      {
        ...{ conveyance: `${row['conveyance']}`, port: `${row['port']}`, at: row.at, landing: row },
        ...{
          dueAt: instant(row['scheduled_at']),
          origin: `${row['origin']}`,
          aboard: row['units'] as number,
        },
        ...{ leadNo: leads[0]?.no ?? null, byLead: false },
      },
    ];
  });
}

/** Flights that an open lead names, due in six hours or for two, or that have landed in two. */
function expected(raw: Raw, now: number): Word[] {
  return raw.leads.all.flatMap((lead) => {
    const dueAt = instant(lead['due_at']);
    const traveller = (lead['route'] ?? 'traveller') === 'traveller';
    if (lead['kind'] !== 'flight' || lead['conveyance'] === null || dueAt === null || !traveller) return [];
    if (!isOpen(lead, now) || dueAt < now - 14 * HOUR || dueAt > now + 18 * HOUR) return [];
    const landing = landingOf(raw, lead, dueAt, now);
    const at = landing?.at ?? dueAt;
    if (landing ? at <= now - 2 * HOUR : at < now - 2 * HOUR || at > now + 6 * HOUR) return [];
    return [
      {
        ...{ conveyance: `${lead['conveyance']}`, port: landing?.['port'] ?? lead['port'], at, dueAt },
        ...{ landing, origin: lead['origin'] ?? landing?.['origin'] ?? null, leadNo: lead.no, byLead: true },
        aboard: landing?.['units'] ?? lead['aboard'],
      },
    ];
  });
}

/** The landing within twelve hours of when it was due, the nearest. */
function landingOf({ arrivals }: Raw, lead: Lead, dueAt: number, now: number): Standing | null {
  const near = arrivals.filter(
    (row) =>
      row['conveyance'] === lead['conveyance'] &&
      row['route'] === 'traveller' &&
      (lead['port'] === null || row['port'] === lead['port']) &&
      row.at <= now &&
      Math.abs(row.at - dueAt) <= APART_MS,
  );
  near.sort((a, b) => Math.abs(a.at - dueAt) - Math.abs(b.at - dueAt) || a.at - b.at);
  return near[0] ?? null;
}

function rowOf(flight: readonly Word[], raw: Raw, now: number) {
  const says = <K extends keyof Word>(name: K) =>
    flight.map((word) => word[name]).find((value) => value !== null) ?? null;
  const [first] = flight;
  if (first === undefined) throw new Error('a flight that nobody named');
  const [port, landing, due] = [says('port'), says('landing'), says('dueAt')];
  const team = attendanceOf(raw, first, port, now);
  const there = team !== null && (landing !== null || team.present);
  return {
    ...{ conveyance: first.conveyance, port: port ?? '-', origin: says('origin'), aboard: says('aboard') },
    dueAt: iso(due ?? landing?.at ?? 0),
    landedAt: landing && iso(landing.at),
    inspected: (team?.said['inspected'] as number | null | undefined) ?? null,
    team: there ? `${team.said['station']}` : null,
    leadNo: flight.find(({ byLead }) => byLead)?.leadNo ?? says('leadNo'),
  };
}

/** What a gate team said of that flight at that port in six hours, the latest; and whether it is there still. */
function attendanceOf(raw: Raw, flight: Word, port: string | null, now: number) {
  // Flights bring travellers: what a station of another route says is of no flight's gate.
  const stations = raw.stations.filter((row) => row['route'] === 'traveller');
  const said = stations.filter(
    (row) =>
      row['conveyance'] === flight.conveyance &&
      row['port'] === port &&
      row.at > now - 6 * HOUR &&
      row.at <= now + 5 * MINUTE,
  );
  const teams = stationsNow(
    stations.filter((row) => said.some((each) => each['station'] === row['station'])),
  );
  const isTeam = (row: Standing) =>
    teams.find(({ latest }) => latest['port'] === row['port'] && latest['station'] === row['station'])
      ?.latest;
  const latest = said.findLast((row) => isTeam(row)?.['kind'] === 'gate-team');
  if (latest === undefined || Math.abs(latest.at - flight.at) > APART_MS) return null;
  const working = ['up', 'degraded'].includes(`${latest['state']}`);
  return { said: latest, present: working && isTeam(latest)?.at === latest.at };
}

export const landingOpinions = { landings };
