import { portOf } from './korea.ts';
import type { Counts, Ledger } from './ledger.ts';
import { addSums, NO_SUMS, type DeskSums, type Sums } from './tally.ts';

export interface Report {
  mode: string;
  seed: string;
  rate: number;
  scale: number;
  url: string;
  startedAt: string;
  endedAt: string;
  seconds: number;
  /** False when it was stopped before its end. */
  complete: boolean;
  sent: number;
  eventsPerSecond: number;
  batches: number;
  retries: number;
  lastRetry: string | null;
  expected: Counts;
  answered: Counts;
  agreement: ReturnType<Ledger['verdict']>;
  reasons: string[];
  byType: Record<string, number>;
  total: Sums;
  desks: DeskSums;
  byRoute: Record<string, Sums>;
  byPort: Record<string, Sums>;
  byPortAndRoute: Record<string, Sums>;
}

export type RunFacts = Pick<
  Report,
  'mode' | 'seed' | 'rate' | 'scale' | 'url' | 'startedAt' | 'endedAt' | 'complete'
>;

export function reportOf(ledger: Ledger, facts: RunFacts): Report {
  const sums = [...ledger.tally.sums()].sort(([a], [b]) => (a < b ? -1 : 1));
  const group = (of: (key: string) => string) => {
    const grouped: Record<string, Sums> = {};
    for (const [key, each] of sums) grouped[of(key)] = addSums(grouped[of(key)] ?? NO_SUMS, each);
    return grouped;
  };
  const seconds = (Date.parse(facts.endedAt) - Date.parse(facts.startedAt)) / 1_000;
  return {
    ...facts,
    seconds,
    sent: ledger.sent,
    eventsPerSecond: seconds > 0 ? Math.round(ledger.sent / seconds) : 0,
    batches: ledger.batches,
    retries: ledger.retries,
    lastRetry: ledger.lastRetry,
    expected: ledger.expected,
    answered: ledger.answered,
    agreement: ledger.verdict(),
    reasons: [...ledger.reasons],
    byType: { ...ledger.tally.byType },
    total: sums.reduce((sum, [, each]) => addSums(sum, each), NO_SUMS),
    desks: ledger.tally.desks(),
    byRoute: group((key) => key.split('|')[1] ?? ''),
    byPort: group((key) => key.split('|')[0] ?? ''),
    byPortAndRoute: Object.fromEntries(sums),
  };
}

const COLUMNS = ['arrivals', 'units', 'primary', 'flagged', 'secondary', 'upheld', 'cases', 'grams'] as const;

/** For people: a few lines, or with `tables` every port and route. */
export function reportText(report: Report, tables: boolean): string {
  const { expected, answered } = report;
  const lines = [
    `${report.mode}: ${report.sent} events acknowledged in ${report.seconds.toFixed(1)} s ` +
      `(${report.eventsPerSecond} a second), ${report.batches} batches, ${report.retries} retries` +
      (report.complete ? '' : '; stopped before the end'),
    `expected  accepted ${expected.accepted}, duplicate ${expected.duplicate}, rejected ${expected.rejected}`,
    `answered  accepted ${answered.accepted}, duplicate ${answered.duplicate}, rejected ${answered.rejected}` +
      ` (${report.agreement})`,
    Object.entries(report.byType).map(([type, count]) => `${type} ${count}`).join(', '), // prettier-ignore
  ];
  if (tables) {
    lines.push('', row('', [...COLUMNS]));
    const label = (code: string) => `${code} ${portOf(code)?.name['en'] ?? ''}`;
    for (const [code, sums] of Object.entries(report.byPort))
      lines.push(
        row(
          label(code),
          COLUMNS.map((c) => sums[c]),
        ),
      );
    lines.push('');
    for (const [route, sums] of Object.entries(report.byRoute))
      lines.push(
        row(
          route,
          COLUMNS.map((c) => sums[c]),
        ),
      );
    lines.push(
      row(
        'all',
        COLUMNS.map((c) => report.total[c]),
      ),
    );
    const { otherCases, ...desks } = report.desks;
    lines.push('', Object.entries(desks).map(([name, value]) => `${name} ${value}`).join(', ')); // prettier-ignore
    for (const [category, { cases, quantity, amountKrw }] of Object.entries(otherCases))
      lines.push(`${category}: ${cases} cases, ${quantity} items, ${amountKrw} won`);
  }
  return `${lines.join('\n')}\n`;
}

function row(label: string, values: readonly (string | number)[]): string {
  return label.padEnd(32) + values.map((value) => String(value).padStart(12)).join('');
}
