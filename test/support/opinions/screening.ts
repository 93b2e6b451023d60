import { siteDay, startOfDay } from '../../../server/contract/days.ts';
import { READING_CLASSES_MS } from '../../../server/contract/screening-cells.ts';
import type { Standing } from '../standing.ts';
import { stationsNow } from './stations.ts';
import { byText, DAY, groupBy, HOUR, iso, MINUTE, place, quantile, sumOf, type Verdict } from './plain.ts';
import type { Opinion } from './raw.ts';

/** Places with a row in some site days until a day. */
export function placesSince(
  rows: readonly (Standing | { at: number; port: string; route: string })[],
  day: string,
  days: number,
): Set<string> {
  const [from, to] = [startOfDay(day) - (days - 1) * DAY, startOfDay(day) + DAY];
  return new Set(rows.filter(({ at }) => at >= from && at < to).map(place));
}

const queue: Opinion = ({ items }, now) => {
  const day = siteDay(now);
  const places = placesSince(
    items.map(({ day: of, port, route }) => ({ at: startOfDay(of), port, route })),
    day,
    7,
  );
  const waiting = groupBy(
    items.filter(({ waits }) => waits !== null),
    place,
  );
  return Object.fromEntries(
    [...new Set([...places, ...waiting.keys()])].map((at) => {
      const own = waiting.get(at) ?? [];
      const since = own.map(({ waitsSince }) => waitsSince);
      const [oldest, p95] = [quantile(since, 0), quantile(since, 0.05)];
      const count = (of: string) => own.filter(({ waits }) => waits === of).length;
      return [
        `queue|${at}`,
        {
          ...{ flagged: count('flagged'), again: count('again') },
          ...{ oldestSince: oldest && iso(oldest), p95Since: p95 && iso(p95) },
        },
      ];
    }),
  );
};

const matrix: Opinion = ({ items, verdicts }, now) => {
  const day = siteDay(now);
  const today = groupBy(
    verdicts.filter((row) => row.day === day && row.stage === 'primary' && row.result === 'clear'),
    place,
  );
  const paired = groupBy(
    items.filter((item) => item.day === day),
    place,
  );
  return Object.fromEntries(
    [...placesSince(verdicts, day, 8)].map((at) => {
      const own = paired.get(at) ?? [];
      // What the AI alone found clear; a reading twice counts twice.
      const alone = (today.get(at)?.length ?? 0) - sumOf(own, ({ clearPrimaries }) => clearPrimaries);
      const pairs = groupBy(own, ({ ai, officer }) => `${ai ?? 'pending'} ${officer ?? 'pending'}`);
      const counts = new Map([...pairs].map(([pair, all]) => [pair, all.length]));
      counts.set('clear pending', (counts.get('clear pending') ?? 0) + Math.max(0, alone));
      const stations = [...groupBy(own, ({ seat }) => seat ?? '')].flatMap(([seat, read]) => {
        if (seat === '') return [];
        const flagged = read.filter(({ ai }) => ai !== null && ai !== 'clear');
        const clear = read.filter(({ ai }) => ai === 'clear');
        const down = flagged.filter(({ officer }) => officer === 'clear').length;
        const up = clear.filter(({ officer }) => officer !== 'clear').length;
        return down + up === 0 ? [] : [[seat, flagged.length, down, clear.length, up] as const];
      });
      stations.sort((a, b) => b[2] + b[4] - a[2] - a[4] || byText(a[0], b[0]));
      return [
        `matrix|${at}`,
        {
          day,
          pairs: [...counts]
            .filter(([, count]) => count > 0)
            .map(([pair, count]) => [...pair.split(' '), count])
            .sort(([a, b], [c, d]) => byText(`${a} ${b}`, `${c} ${d}`)),
          stations: stations.slice(0, 4),
        },
      ];
    }),
  );
};

const readings: Opinion = ({ risky, stations, verdicts }, now) => {
  const day = siteDay(now);
  const goods = verdicts.filter(({ origin }) => origin !== null && risky.has(origin));
  const first = goods.filter(({ stage }) => stage === 'primary');
  const today = groupBy(
    goods.filter((row) => row.day === day),
    place,
  );
  const dedicated = stationsNow(stations).filter(
    ({ latest }) => latest['dedicated'] === true && latest['kind'] !== 'gate-team',
  );
  const ends = [...READING_CLASSES_MS, Infinity];
  const readingsOf = (rows: readonly Verdict[]) => ({
    read: rows.length,
    short: rows.filter(({ scanMs }) => scanMs < 7_000).length,
    classes: ends.map(
      (end, index) => rows.filter(({ scanMs }) => scanMs < end && scanMs >= (ends[index - 1] ?? 0)).length,
    ),
  });
  return Object.fromEntries(
    [...new Set([...today.keys(), ...placesSince(first, day, 8)])].map((at) => {
      const own = today.get(at) ?? [];
      const firsts = own.filter(({ stage }) => stage === 'primary');
      const off = firsts.filter(
        (row) =>
          !dedicated.some(({ latest }) => place(latest) === place(row) && latest['station'] === row.station),
      );
      const there = [...groupBy(own, ({ station }) => station)].map(([station, rows]) => ({
        station,
        ...readingsOf(rows),
      }));
      there.sort(
        (a, b) =>
          Number(b.short > 0) - Number(a.short > 0) ||
          Number(b.read >= 30) - Number(a.read >= 30) ||
          (a.read >= 30 ? b.short / b.read - a.short / a.read : b.short - a.short) ||
          b.read - a.read ||
          byText(a.station, b.station),
      );
      return [
        `readings|${at}`,
        {
          day,
          ...readingsOf(own),
          firstReadings: firsts.length,
          offChannel: dedicated.some(({ latest }) => place(latest) === at) ? off.length : null,
          stations: there.slice(0, 4),
        },
      ];
    }),
  );
};

const model: Opinion = ({ verdicts }, now) => {
  const day = siteDay(now);
  const from = startOfDay(day) - 28 * DAY;
  const read = verdicts.filter(
    (row) => row.by === 'ai' && row.model !== null && row.at >= from && row.day <= day,
  );
  return Object.fromEntries(
    [...groupBy(read, ({ route }) => route)].map(([route, own]) => {
      const days = (rows: readonly Verdict[]) =>
        [...groupBy(rows, (row) => row.model ?? '')]
          .map(([name, all]) => {
            // A score has the precision of the database's `real`.
            const bins = all.map(({ score }) =>
              score === null ? -1 : Math.min(9, Math.floor(Math.fround(Math.fround(score) * 10))),
            );
            return {
              ...{
                model: name,
                read: all.length,
                flagged: all.filter(({ result }) => result !== 'clear').length,
              },
              scores: Array.from({ length: 10 }, (_, bin) => bins.filter((each) => each === bin).length),
            };
          })
          .sort((a, b) => b.read - a.read || byText(a.model, b.model));
      const [today, before] = [own.filter((row) => row.day === day), own.filter((row) => row.day < day)];
      return [`model|-|${route}`, { day, today: days(today), before: days(before) }];
    }),
  );
};

const ai: Opinion = (raw, now) => {
  const heard = groupBy(
    raw.allVerdicts.filter(({ by }) => by === 'ai'),
    (row) => place(row.stated ?? row),
  );
  const words = groupBy(
    stationsNow(raw.stations).filter(({ latest }) => latest['kind'] === 'ai' && latest['state'] !== 'closed'),
    ({ latest }) => place(latest),
  );
  const came = groupBy(raw.arrivals, place);
  const read = groupBy(
    raw.verdicts.filter(({ stage }) => stage === 'primary'),
    place,
  );
  const cells = [...new Set([...heard.keys(), ...words.keys()])].flatMap((at) => {
    /** Between two instants, the first included. */
    const within = (from: number, to: number) => (row: { at: number }) => row.at >= from && row.at < to;
    const readBetween = (from: number, to: number) => (read.get(at) ?? []).filter(within(from, to)).length;
    const own = words.get(at) ?? [];
    const statedAt = own.reduce((last, { latest }) => Math.max(last, latest.at), -Infinity);
    const heardAt = (heard.get(at) ?? []).reduce((last, row) => Math.max(last, row.at), statedAt);
    if (heardAt <= now - 7 * DAY) return [];
    const down = own.filter(({ latest }) => latest['state'] === 'down').map(({ since }) => since);
    const lastMinute = Math.floor(heardAt / MINUTE) * MINUTE;
    const perSecond = readBetween(lastMinute - HOUR, lastMinute) / 3_600;
    const gapMs = Math.max(12_000, Math.ceil((Math.log(10_000) / perSecond) * 1_000));
    const silentMs = statedAt > heardAt - DAY ? 12_000 : gapMs <= 30 * MINUTE ? gapMs : 0;
    const silent = silentMs > 0 && now - heardAt > silentMs;
    const isDown = down.length > 0 || silent;
    const since = down.length > 0 ? Math.min(...down) : heardAt;
    const edge = (time: number) => Math.floor(time / MINUTE) * MINUTE + MINUTE;
    // A millisecond later: what came with its last word was not left to officers.
    const later = (came.get(at) ?? []).filter(within(since + 1, edge(now)));
    const units = sumOf(later, (row) => row['units'] as number);
    const cell = {
      ...{ state: isDown ? 'down' : 'up', since: iso(since), silentMs },
      why: down.length > 0 ? 'said' : silent ? 'silent' : null,
      toOfficers: isDown ? Math.max(0, units - readBetween(since + 1, edge(now))) : 0,
    };
    return [[`ai|${at}`, cell] as const];
  });
  return Object.fromEntries(cells);
};

export const screeningOpinions = { queue, matrix, readings, model, ai };
