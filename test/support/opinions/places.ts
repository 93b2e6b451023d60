import { siteDay } from '../../../server/contract/days.ts';
import { KOREA } from '../../../simulator/korea.ts';
import { STATION_KINDS } from '../../../server/contract/events/station.ts';
import { placesSince } from './screening.ts';
import { instant } from './leads.ts';
import { stationsNow, type StationNow } from './stations.ts';
import { byText, DAY, groupBy, HOUR, iso, MINUTE, place, quantile, sumOf } from './plain.ts';
import type { Opinion, Raw } from './raw.ts';

/** Without what depends on the server's clock, which {@link expectFeeds} bounds. */
const coverage: Opinion = ({ arrivals, told, verdicts }, now) => {
  const to = Math.floor(now / MINUTE) * MINUTE;
  const from = to - HOUR;
  const within = ({ at }: { at: number }) => at >= from && at < to;
  const came = groupBy(arrivals.filter(within), place);
  const read = groupBy(
    verdicts.filter((row) => row.stage === 'primary' && within(row)),
    place,
  );
  const known = KOREA.file.ports.flatMap(({ code, routes }) =>
    routes.map((route) => place({ port: code, route })),
  );
  return Object.fromEntries(
    [...new Set([...known, ...told])].map((at) => [
      `coverage|${at}`,
      {
        ...{ from: iso(from), to: iso(to), arrivals: came.get(at)?.length ?? 0 },
        units: sumOf(came.get(at) ?? [], ({ units }) => units as number),
        primary: read.get(at)?.length ?? 0,
        // There are no weeks before: nothing can be expected.
        expected: null,
      },
    ]),
  );
};

/** When the feeds that tell of a place spoke last, by the server's clock, at the earliest; and whether any has a cadence. */
export function feedsOf({
  allVerdicts,
  arrivals,
  feeds,
}: Raw): Map<string, { writtenAt: number; cadences: number[] }> {
  const told = [
    ...arrivals.map((row) => [place(row), `${row['feed']}`] as const),
    ...allVerdicts.map((row) => [place(row.stated ?? row), row.feed] as const),
  ];
  return new Map(
    [...groupBy(told, ([at]) => at)].map(([at, all]) => {
      const own = [...new Set(all.map(([, feed]) => feed))].flatMap((name) => feeds.get(name) ?? []);
      const writtenAt = Math.max(...own.map((feed) => feed.writtenAt));
      return [at, { writtenAt, cadences: own.flatMap(({ cadence }) => cadence ?? []) }];
    }),
  );
}

const stations: Opinion = (raw, now) => {
  const here = stationsNow(raw.stations).filter(
    ({ latest }) => latest['kind'] !== 'gate-team' && latest.at > now - 35 * DAY,
  );
  here.sort((a, b) => a.since - b.since || byText(a.latest['station'], b.latest['station']));
  return Object.fromEntries(
    [...groupBy(here, ({ latest }) => place(latest))].map(([at, own]) => {
      const due = own.flatMap(({ latest }) => instant(latest['inspection_due_at']) ?? []);
      const isUp = ({ latest }: StationNow) => latest['state'] === 'up' && latest.at > now - DAY;
      const kinds = STATION_KINDS.flatMap((kind) => {
        const of = own.filter(({ latest }) => latest['kind'] === kind);
        const count = (state: string) => of.filter(({ latest }) => latest['state'] === state).length;
        const dedicated = of.filter((row) => isUp(row) && row.latest['dedicated'] === true).length;
        const up = of.filter(isUp).length;
        return of.length === 0
          ? []
          : [[kind, up, count('degraded'), count('down'), count('closed'), dedicated]];
      });
      const troubles = ['down', 'degraded'].flatMap((state) =>
        own
          .filter(({ latest }) => latest['state'] === state)
          .map(({ latest, since }) => {
            const { kind, reason, station } = latest;
            return { station, kind, state, since: iso(since), reason };
          }),
      );
      return [
        `stations|${at}`,
        {
          ...{ kinds, troubles: troubles.slice(0, 4), inspectionsKnown: due.length },
          inspectionsOverdue: due.filter((time) => time < now).length,
          inspectionsDue: due.filter((time) => time >= now && time < now + 7 * DAY).length,
          testsTaken: sumOf(own, ({ latest }) => (latest['tests_taken'] as number | null) ?? 0),
          testsPassed: sumOf(own, ({ latest }) => (latest['tests_passed'] as number | null) ?? 0),
        },
      ];
    }),
  );
};

const rollup: Opinion = ({ arrivals, cases, verdicts }, now) => {
  const hour = Math.floor(now / HOUR) * HOUR;
  const local = new Date(now + 9 * HOUR);
  const midnight = Date.parse(`${siteDay(now)}T00:00:00+09:00`);
  const shiftHour = [22, 14, 6, -2].find((start) => start <= local.getUTCHours()) ?? -2;
  const shift = midnight + shiftHour * HOUR;
  const week = midnight - ((local.getUTCDay() + 6) % 7) * DAY;
  const spans = {
    shift: [shift, hour + HOUR],
    week: [week, hour + HOUR],
    weekBefore: [week - 7 * DAY, hour - 7 * DAY],
  };
  const drugs = cases.filter(({ category }) => category === 'drug');
  const [came, read, seized] = [groupBy(arrivals, place), groupBy(verdicts, place), groupBy(drugs, place)];
  const cells = [...new Set([...came.keys(), ...read.keys(), ...groupBy(cases, place).keys()])].flatMap(
    (at) => {
      const counted = Object.values(spans).some(([from = 0, to = 0]) =>
        [came.get(at), read.get(at), cases.filter((row) => place(row) === at)].some((rows) =>
          rows?.some((row: { at: number }) => row.at >= from && row.at < to),
        ),
      );
      if (!counted) return [];
      const figures = ([from = 0, to = 0]: readonly number[]) => {
        const within = (row: { at: number }) => row.at >= from && row.at < to;
        const own = (read.get(at) ?? []).filter(within);
        const count = (stage: string, flagged: boolean) =>
          own.filter((row) => row.stage === stage && (!flagged || row.result !== 'clear')).length;
        const found = (seized.get(at) ?? []).filter(within);
        return {
          units: sumOf((came.get(at) ?? []).filter(within), ({ units }) => units as number),
          ...{ primary: count('primary', false), flagged: count('primary', true) },
          ...{ secondary: count('secondary', false), upheld: count('secondary', true) },
          cases: found.length,
          grams: milligrams(sumOf(found, ({ grams }) => (grams as number | null) ?? 0)),
        };
      };
      return [
        [
          `rollup|${at}`,
          {
            ...{ shiftFrom: iso(shift), shift: figures(spans.shift) },
            ...{ weekFrom: iso(week), week: figures(spans.week), weekBefore: figures(spans.weekBefore) },
          },
        ] as const,
      ];
    },
  );
  return Object.fromEntries(cells);
};

const milligrams = (grams: number) => Math.round(grams * 1_000) / 1_000;

const clearance: Opinion = ({ arrivals, items, stations: said, verdicts }, now) => {
  const to = Math.floor(now / MINUTE) * MINUTE + MINUTE;
  const since = (from: number) => (row: { at: number }) => row.at >= from && row.at < to;
  const came = groupBy(arrivals.filter(since(to - DAY)), place);
  const primary = verdicts.filter(({ stage }) => stage === 'primary');
  const read = groupBy(primary.filter(since(to - DAY)), place);
  const begun = new Map<string, number>();
  for (const row of primary) {
    const hour = Math.floor(row.at / HOUR) * HOUR;
    if (hour >= to - 8 * DAY && hour < to)
      begun.set(place(row), Math.min(hour, begun.get(place(row)) ?? hour));
  }
  const seats = groupBy(
    stationsNow(said).filter(({ latest }) => latest['kind'] === 'reader'),
    ({ latest }) => place(latest),
  );
  const own = groupBy(items, place);
  const waiting = items.filter(({ waits }) => waits !== null);
  const places = new Set([
    ...placesSince(arrivals, siteDay(to), 8),
    ...placesSince(verdicts, siteDay(to), 8),
    ...waiting.map(place),
  ]);
  return Object.fromEntries(
    [...places].map((at) => {
      const decided = (own.get(at) ?? []).filter(
        ({ decidedAt }) => decidedAt !== null && since(to - HOUR)({ at: decidedAt }),
      );
      const waits = decided
        .map(({ decidedAt, firstAt }) => (decidedAt ?? 0) - firstAt)
        .filter((wait) => wait > 0);
      const seconds = waits.map((wait) => Math.round(wait / 1_000));
      const hour = (read.get(at) ?? []).filter(since(to - HOUR));
      // Before the hour of a place's first reading, where that is not long ago, nobody told of readings.
      const firstHour = begun.get(at) ?? -Infinity;
      const told = ({ at: time }: { at: number }) => time >= firstHour;
      const units = sumOf((came.get(at) ?? []).filter(told), (row) => row['units'] as number);
      return [
        `clearance|${at}`,
        {
          ...{ decided: waits.length, decidedPerHour: decided.length, readPerHour: hour.length },
          ...{ dwellP50Seconds: quantile(seconds, 0.5), dwellP90Seconds: quantile(seconds, 0.9) },
          unread: Math.max(0, units - (read.get(at) ?? []).filter(told).length),
          queued: waiting.filter((item) => place(item) === at).length,
          flaggedPerHour: hour.filter(({ result }) => result !== 'clear').length,
          seatsOpen:
            seats.get(at)?.filter(({ latest }) => ['up', 'degraded'].includes(latest['state'])).length ??
            null,
        },
      ];
    }),
  );
};

export const placeOpinions = { coverage, stations, rollup, clearance };
