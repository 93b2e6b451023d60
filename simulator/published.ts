import { portOf } from './korea.ts';
import type { Route } from '../server/contract/routes.ts';
import type { Seizure } from '../server/contract/events.ts';
import { fitTable, splitExactly } from './apportion.ts';
import {
  CARGO_CASES,
  PERIODS_2024,
  PERIODS_2025,
  SUBSTANCES_2025,
  type Period,
  type SubstanceGroup,
} from './data/published-totals.ts';
import {
  CAP_GRAMS,
  CASE_GROUPS,
  CASE_ORIGINS,
  CASE_PORTS,
  CASE_PREFIXES,
  CONCEALMENTS,
  OTHER_SUBSTANCES,
} from './data/seizures.ts';
import { seizureEvent, type Due } from './event.ts';
import { sourceOf } from './feeds.ts';
import { DAY_MS, HOUR_MS, dayOf, dayStart } from './kst.ts';
import { pick, pickWeighted, randomOf, shuffled, type Random } from './random.ts';
import { caseWeights } from './weights.ts';

const PUBLISHED_SOURCE = sourceOf('history', 'published');
/** What is published ends here; later cases are simulated. */
export const PUBLISHED_UNTIL_MS = dayStart('2026-01-01');

interface Draft {
  atMs: number;
  knownAtMs: number;
  group: string;
  grams: number;
  data: Omit<Seizure, 'caseNo' | 'grams'>;
}

/**
 * The seizures of 2024 and 2025 as published, one event a case, in the order in which they became known. Sums are
 * exact for every seed: per route, for January to October, and for 2025 per substance (data/published-totals.ts).
 */
export function publishedSeizures(seed: string): Due[] {
  const random = randomOf(seed, 'published');
  const drafts = [
    ...PERIODS_2024.flatMap((period) => year2024(period, random)),
    ...year2025(random),
    ...CARGO_CASES.map(cargoDraft),
  ];
  drafts.sort((a, b) => a.atMs - b.atMs);
  const numbers = new Map<string, number>();
  const events = drafts.map((each, index): Due => {
    const year = dayOf(each.atMs).slice(0, 4);
    const prefix = `${CASE_PREFIXES[portOf(each.data.port)?.office ?? ''] ?? 'KCS'}-${year}`;
    const number = (numbers.get(prefix) ?? 0) + 1;
    numbers.set(prefix, number);
    const caseNo = `${prefix}-${String(number).padStart(4, '0')}`;
    const id = `published-${String(index + 1).padStart(4, '0')}`;
    const event = seizureEvent(PUBLISHED_SOURCE, id, each.atMs, {
      caseNo,
      ...each.data,
      grams: each.grams,
    });
    return { dueAtMs: each.knownAtMs, event };
  });
  return events.sort((a, b) => a.dueAtMs - b.dueAtMs);
}

/** Only the sums by route are known: substances follow the case mix, weights their lognormal shape. */
function year2024(period: Period, random: Random): Draft[] {
  const weight = caseWeights(random);
  return period.routes.flatMap((total) => {
    const weights = Array.from({ length: total.cases }, weight);
    const grams = splitExactly(total.kilograms * 1_000, weights, CAP_GRAMS);
    return grams.map((each) => draft(period, total.route, pickWeighted(CASE_GROUPS, random()), each, random));
  });
}

/** Sums by route and by substance are known: a table of both is fitted, then each of its cells is split. */
function year2025(random: Random): Draft[] {
  const weight = caseWeights(random);
  const cargo = CARGO_CASES.filter((each) => each.time.startsWith('2025')).map(cargoDraft);
  const groups = (Object.keys(SUBSTANCES_2025) as SubstanceGroup[]).map((name) => {
    const told = cargo.filter((each) => each.group === name);
    return {
      name,
      cases: SUBSTANCES_2025[name].cases - told.length,
      grams: SUBSTANCES_2025[name].kilograms * 1_000 - told.reduce((sum, each) => sum + each.grams, 0),
    };
  });
  const rows = PERIODS_2025.flatMap((period) => period.routes.map((total) => ({ period, ...total })));
  const deck = shuffled(
    groups.flatMap((group, index) => Array.from({ length: group.cases }, () => index)),
    random,
  );
  const cells = rows.map((row) => {
    const cell: number[][] = groups.map(() => []);
    for (const group of deck.splice(0, row.cases)) cell[group]?.push(weight());
    return cell;
  });
  // Shaped by the number of cases, not by their weights: a cell of few cases must not be left without a gram each.
  const table = fitTable(
    cells.map((row) => row.map((weights) => weights.length)),
    rows.map((row) => row.kilograms * 1_000),
    groups.map((group) => group.grams),
  );
  return rows.flatMap((row, r) =>
    groups.flatMap((group, c) =>
      splitExactly(table[r]?.[c] ?? 0, cells[r]?.[c] ?? [], CAP_GRAMS).map((grams) =>
        draft(row.period, row.route, group.name, grams, random),
      ),
    ),
  );
}

function draft(period: Period, route: Route, group: string, grams: number, random: Random): Draft {
  const fromMs = dayStart(period.from);
  const atMs = Math.floor(fromMs + random() * (dayStart(period.to) + DAY_MS - fromMs));
  return {
    atMs,
    // Within three days: what happened until October is known well before the announcement of 5 December.
    knownAtMs: Math.floor(atMs + (2 + random() * 70) * HOUR_MS),
    group,
    grams,
    data: {
      port: pickWeighted(CASE_PORTS[route], random()),
      route,
      category: 'drug',
      substance: group === 'other' ? pickWeighted(OTHER_SUBSTANCES, random()) : group,
      origin: pickWeighted(CASE_ORIGINS, random()),
      status: 'confirmed',
      concealment: pick(CONCEALMENTS[route], random()),
    },
  };
}

function cargoDraft(told: (typeof CARGO_CASES)[number]): Draft {
  const { port, substance, origin, concealment } = told;
  return {
    atMs: Date.parse(told.time),
    knownAtMs: Date.parse(told.recordedTime),
    group: substance in SUBSTANCES_2025 ? substance : 'other',
    grams: told.kilograms * 1_000,
    data: { port, route: 'cargo', category: 'drug', substance, origin, status: 'confirmed', concealment },
  };
}
