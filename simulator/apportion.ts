/**
 * Splits a whole number in proportion to weights: whole parts, each at least 1 and at most `cap`, that sum exactly.
 * Largest remainders get what rounding leaves. Throws a RangeError when no such split exists.
 */
export function splitExactly(total: number, weights: readonly number[], cap: number): number[] {
  if (total < weights.length || total > cap * weights.length) {
    throw new RangeError(`${total} cannot be split into ${weights.length} parts of 1 to ${cap}`);
  }
  const exact = proportional(total, weights, cap);
  const parts = exact.map((part) => Math.max(1, Math.floor(part)));
  let rest = total - parts.reduce((sum, part) => sum + part, 0);
  const byRemainder = exact.map((part, index) => [part - Math.floor(part), index] as const);
  byRemainder.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  while (rest !== 0) {
    const step = Math.sign(rest);
    for (const [, index] of byRemainder) {
      const next = (parts[index] as number) + step;
      if (rest === 0) break;
      if (next < 1 || next > cap) continue;
      parts[index] = next;
      rest -= step;
    }
  }
  return parts;
}

/** Proportional shares; what is over the cap is shared by the others. */
function proportional(total: number, weights: readonly number[], cap: number): number[] {
  const capped = new Set<number>();
  for (;;) {
    const open = weights.reduce((sum, weight, index) => (capped.has(index) ? sum : sum + weight), 0);
    const factor = (total - capped.size * cap) / open;
    const over = weights.flatMap((weight, index) =>
      !capped.has(index) && weight * factor > cap ? [index] : [],
    );
    if (over.length === 0) {
      return weights.map((weight, index) => (capped.has(index) ? cap : weight * factor));
    }
    for (const index of over) capped.add(index);
  }
}

/**
 * A table of whole numbers with the given sums of rows and columns, as close in shape to `shape` as those allow
 * (iterative proportional fitting). Cells that are 0 stay 0. Throws when the sums cannot be met.
 */
export function fitTable(
  shape: readonly (readonly number[])[],
  rowSums: readonly number[],
  columnSums: readonly number[],
): number[][] {
  let table = shape.map((row) => [...row]);
  for (let round = 0; round < 500; round += 1) {
    table = scaleRows(table, rowSums);
    table = transpose(scaleRows(transpose(table), columnSums));
  }
  const whole = table.map((row) => row.map(Math.floor));
  settle(whole, table, rowSums, columnSums);
  return whole;
}

/** Hands out what rounding down has left, column by column, those with the fewest cells first. */
function settle(
  whole: number[][],
  table: readonly (readonly number[])[],
  rowSums: readonly number[],
  columnSums: readonly number[],
): void {
  const rowRest = whole.map((row, r) => (rowSums[r] as number) - sumOf(row));
  const columnRest = transpose(whole).map((column, c) => (columnSums[c] as number) - sumOf(column));
  const cells = (c: number) => table.flatMap((row, r) => ((row[c] as number) > 0 ? [r] : []));
  const order = columnRest.map((_, c) => c).sort((a, b) => cells(a).length - cells(b).length);
  for (const c of order) {
    for (const r of cells(c)) {
      const give = Math.min(rowRest[r] as number, columnRest[c] as number);
      (whole[r] as number[])[c] = (whole[r]?.[c] as number) + give;
      rowRest[r] = (rowRest[r] as number) - give;
      columnRest[c] = (columnRest[c] as number) - give;
    }
  }
  if ([...rowRest, ...columnRest].some((rest) => rest !== 0))
    throw new RangeError('sums do not fit the table');
}

function scaleRows(table: readonly (readonly number[])[], sums: readonly number[]): number[][] {
  return table.map((row, r) => {
    const factor = (sums[r] as number) / sumOf(row);
    return row.map((cell) => cell * factor);
  });
}

function transpose(table: readonly (readonly number[])[]): number[][] {
  return (table[0] ?? []).map((_, c) => table.map((row) => row[c] as number));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
