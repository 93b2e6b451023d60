/** One line of the table: what was measured against what, and whether that is good enough. */
export interface Figure {
  bench: string;
  what: string;
  /** The promise, in words; without one the figure is only told. */
  target: string;
  /** The figure: a median, with its unit. */
  measured: string;
  /** Lowest to highest of the rounds, and the absolute figures behind a ratio. */
  detail: string;
  /** `null` where nothing is promised. */
  passes: boolean | null;
}

/** A bench: resolves with its figures; says on the way how far it is. */
export type Bench = (context: { rows: number; say: (text: string) => void }) => Promise<Figure[]>;

export function printTable(figures: readonly Figure[]): void {
  const verdict = ({ passes }: Figure) => (passes === null ? '' : passes ? 'pass' : 'FALLS SHORT');
  const rows = [
    ['bench', 'what', 'target', 'median', '', 'spread and absolute figures'],
    ...figures.map((each) => [each.bench, each.what, each.target, each.measured, verdict(each), each.detail]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
