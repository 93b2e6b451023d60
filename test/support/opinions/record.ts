import { endOfDay, siteDay, startOfDay } from '../../../server/contract/days.ts';
import type { Standing } from '../standing.ts';
import { byText, groupBy, place, sumOf } from './plain.ts';
import type { Opinion } from './raw.ts';

type Figures = readonly [cases: number, grams: number];
const isDrug = ({ category }: Standing) => category === 'drug';

function figures(rows: readonly Standing[]): Figures {
  const grams = sumOf(rows, (row) => (row['grams'] as number | null) ?? 0);
  return [rows.length, Math.round(grams * 1_000) / 1_000];
}

/** The same day of the year before; of 29 February, the 28th. */
function yearBefore(day: string): string {
  const before = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  return day.endsWith('-02-29') ? before.replace('-29', '-28') : before;
}

const within = (rows: readonly Standing[], from: string, to: string) =>
  rows.filter(({ at }) => at >= startOfDay(from) && at < endOfDay(to));

const breakdown: Opinion = ({ cases }, now) => {
  const day = siteDay(now);
  const [from, before] = [`${day.slice(0, 4)}-01-01`, yearBefore(`${day.slice(0, 4)}-01-01`)];
  const drugs = cases.filter(isDrug);
  const periods = [within(drugs, from, day), within(drugs, before, yearBefore(day))] as const;
  const nameOf = (row: Standing, by: string) =>
    (row[by] as string | null) ?? (by === 'substance' ? 'unknown' : '??');
  /** Twelve that lead by cases and twelve by weight, of the country and both periods. */
  const leading = (by: string) => {
    const all = [...groupBy(periods.flat(), (row) => nameOf(row, by))]
      .map(([name, rows]) => [name, ...figures(rows)] as const)
      .sort(byCases);
    const heavy = [...all].sort((a, b) => b[2] - a[2]);
    return new Set([...all.slice(0, 12), ...heavy.slice(0, 12)].map(([name]) => name));
  };
  const names = { substance: leading('substance'), origin: leading('origin') };
  return Object.fromEntries(
    [...groupBy(within(cases, before, day), place)].map(([at]) => {
      const own = (rows: readonly Standing[]) => rows.filter((row) => place(row) === at);
      const list = (rows: readonly Standing[], by: 'substance' | 'origin') =>
        [
          ...groupBy(own(rows), (row) => {
            const name = nameOf(row, by);
            return names[by].has(name) ? name : 'other';
          }),
        ]
          .map(([name, of]) => [name, ...figures(of)] as const)
          .sort(byCases);
      const months = (year: string) =>
        Array.from({ length: 12 }, (_, index) => {
          const month = `${year.slice(0, 4)}-${String(index + 1).padStart(2, '0')}`;
          return figures(
            own(drugs).filter((row) => row.at < endOfDay(day) && siteDay(row.at).startsWith(month)),
          );
        });
      return [
        `breakdown|${at}`,
        {
          ...{ day, substances: list(periods[0], 'substance'), origins: list(periods[0], 'origin') },
          substancesBefore: list(periods[1], 'substance'),
          originsBefore: list(periods[1], 'origin'),
          ...{ months: months(from), monthsBefore: months(before) },
        },
      ];
    }),
  );
};

type Named = readonly [name: string, cases: number, grams: number];
const byCases = (a: Named, b: Named) => b[1] - a[1] || b[2] - a[2] || byText(a[0], b[0]);

const announced: Opinion = ({ bulletins, cases, casesKnownAt }, now) => {
  const numbers = [...groupBy(bulletins, (row) => row['bulletin_no'])].flatMap(([no, statements]) => {
    const [published, latest] = [statements.find(({ status }) => status === 'published'), statements.at(-1)];
    if (!published || latest?.['kind'] !== 'announcement' || latest['status'] !== 'published') return [];
    const [from, to] = [latest['period_from'], latest['period_to']];
    return from !== null && to !== null && from <= to && published.at <= now
      ? [{ no, from, to, at: published.at, announcedAt: new Date(published.at).toISOString() }]
      : [];
  });
  const last = numbers.sort((a, b) => b.at - a.at || byText(b.no, a.no))[0];
  if (last === undefined) return {};
  const known = casesKnownAt(last.at).filter(isDrug);
  const [told, before] = [
    within(known, last.from, last.to),
    within(known, yearBefore(last.from), yearBefore(last.to)),
  ];
  const current = within(cases.filter(isDrug), last.from, last.to);
  return Object.fromEntries(
    [...new Set([...cases, ...known].map(place))].map((at) => {
      const of = (rows: readonly Standing[]) => figures(rows.filter((row) => place(row) === at));
      const [[then, grams], [casesNow, gramsNow], [casesBefore, gramsBefore]] = [
        of(told),
        of(current),
        of(before),
      ];
      const { announcedAt, from, no: bulletinNo, to } = last;
      return [
        `announced|${at}`,
        {
          bulletinNo,
          from,
          to,
          announcedAt,
          cases: then,
          grams,
          casesNow,
          gramsNow,
          casesBefore,
          gramsBefore,
        },
      ];
    }),
  );
};

export const recordOpinions = { breakdown, announced };
