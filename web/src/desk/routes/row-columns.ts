import type { RowColumn } from '../../../../server/contract/events/definition.ts';
import type { Shape } from '../../../../server/contract/events/field.ts';
import { ROWS, type Row, type RowStream } from '../../../../server/contract/rows-rest.ts';
import { NO_DATA, type Format } from '../../i18n/format.ts';
import { dollars } from '../../i18n/spans.ts';
import { deskRowValues } from '../../i18n/words/desk-row-values.ts';
import { deskRowsWords } from '../../i18n/words/desk-rows-words.ts';

/** What of a row stands in the table, in its order; the files have all of it. */
export function tableColumns(stream: RowStream): (RowColumn & { name: string })[] {
  return Object.entries(ROWS[stream].columns)
    .filter(([, { listed }]) => listed === true)
    .map(([name, column]) => ({ ...column, name }));
}

const NUMBERS: ReadonlySet<Shape> = new Set<Shape>(['count', 'seconds', 'score', 'weight', 'won', 'dollars']);
export const isNumber = ({ shape }: Pick<RowColumn, 'shape'>) => NUMBERS.has(shape);

/** A value of a row as the page shows it. */
export function written(value: unknown, shape: Shape, format: Format): string {
  if (value === null || value === undefined || value === '') return NO_DATA;
  const words = deskRowsWords[format.language];
  const valueWords = deskRowValues[format.language];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  switch (shape) {
    case 'time':
      return `${format.shortDate(Date.parse(text))} ${format.clock(Date.parse(text))}`.replaceAll(
        ' ',
        '\u00a0',
      );
    case 'port':
      // More than one first line may have read an item.
      return text.split(', ').map(format.port).join(', ');
    case 'route':
      return format.route(text);
    case 'country':
      return format.country(text);
    case 'count':
      return format.count(Number(value));
    case 'seconds':
      return (Number(value) / 1_000).toFixed(2);
    case 'score':
      return String(Math.round(Number(value) * 1_000) / 1_000);
    case 'weight':
      return format.weight(Number(value));
    case 'won':
      return format.amount(Number(value));
    case 'dollars':
      return dollars(Number(value), format);
    case 'word':
      return valueWords[text] ?? text;
    case 'yes':
      return value === true ? words.yes : words.no;
    case 'text':
      return text;
  }
}

/** What has changed since the row was first stated, field by field. */
export function changesOf(first: Row, now: Row): { name: string; before: unknown; after: unknown }[] {
  return Object.entries(first)
    .filter(([name, before]) => JSON.stringify(before) !== JSON.stringify(now[name] ?? null))
    .map(([name, before]) => ({ name, before, after: now[name] ?? null }));
}
