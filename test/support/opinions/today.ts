import { siteDay } from '../../../server/contract/days.ts';
import { groupBy, place, sumOf } from './plain.ts';
import type { Raw } from './raw.ts';

/** Figures of a site day by port and route, as the cells of today hold them; zero left out. */
export function todayOf({ arrivals, cases, verdicts }: Raw, day: string): Record<string, unknown> {
  const today = ({ at }: { at: number }) => siteDay(at) === day;
  const came = groupBy(arrivals.filter(today), place);
  const read = groupBy(
    verdicts.filter((row) => row.day === day),
    place,
  );
  const drugs = groupBy(
    cases.filter((row) => today(row) && row['category'] === 'drug'),
    place,
  );
  return Object.fromEntries(
    [...new Set([...came.keys(), ...read.keys(), ...drugs.keys()])].map((at) => {
      const [landed, found] = [came.get(at) ?? [], drugs.get(at) ?? []];
      const count = (stage: string, flagged: boolean) =>
        (read.get(at) ?? []).filter((row) => row.stage === stage && (!flagged || row.result !== 'clear'))
          .length;
      const units = (rows: typeof landed) => sumOf(rows, (row) => row['units'] as number);
      return [
        `today|${at}`,
        {
          ...{ day, arrivals: landed.length, units: units(landed) },
          highRiskUnits: units(landed.filter(({ risk }) => risk === 'high')),
          ...{ primary: count('primary', false), flagged: count('primary', true) },
          ...{ secondary: count('secondary', false), upheld: count('secondary', true), cases: found.length },
          grams: Math.round(sumOf(found, ({ grams }) => (grams as number | null) ?? 0) * 1_000) / 1_000,
        },
      ];
    }),
  );
}
