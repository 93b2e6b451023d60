import type { Row, RowStream } from '../../../../server/contract/rows-rest.ts';
import { NO_DATA, type Format } from '../../i18n/format.ts';
import { dollars } from '../../i18n/spans.ts';
import { deskRowValues } from '../../i18n/words/desk-row-values.ts';
import { deskRowsWords } from '../../i18n/words/desk-rows-words.ts';

/** How a value is written. */
type Shape =
  | 'time'
  | 'port'
  | 'route'
  | 'country'
  | 'count'
  | 'seconds'
  | 'score'
  | 'weight'
  | 'won'
  | 'dollars'
  | 'word'
  | 'yes'
  | 'text';
export interface RowColumn {
  name: string;
  shape: Shape;
}

const columns = (...list: (readonly [name: string, shape: Shape])[]): RowColumn[] =>
  list.map(([name, shape]) => ({ name, shape }));
const place = [
  ['port', 'port'],
  ['route', 'route'],
] as const;

/** What of a row stands in the table; the files have all of it. */
export const ROW_COLUMNS: Record<RowStream, readonly RowColumn[]> = {
  arrival: columns(
    ['time', 'time'],
    ...place,
    ['conveyance', 'text'],
    ['origin', 'country'],
    ['units', 'count'],
    ['risk', 'word'],
    ['scheduledAt', 'time'],
  ),
  verdict: columns(
    ['time', 'time'],
    ...place,
    ['station', 'text'],
    ['subject', 'text'],
    ['stage', 'word'],
    ['by', 'word'],
    ['result', 'word'],
    ['scanMs', 'seconds'],
    ['score', 'score'],
    ['origin', 'country'],
    ['batch', 'text'],
  ),
  item: columns(
    ['time', 'time'],
    ...place,
    ['subject', 'text'],
    ['ai', 'word'],
    ['officer', 'word'],
    ['station', 'text'],
    ['waits', 'word'],
    ['waitsSince', 'time'],
    ['origin', 'country'],
    ['batch', 'text'],
    ['firstLine', 'word'],
    ['firstLinePort', 'port'],
  ),
  seizure: columns(
    ['time', 'time'],
    ...place,
    ['caseNo', 'text'],
    ['category', 'word'],
    ['substance', 'text'],
    ['item', 'text'],
    ['quantity', 'count'],
    ['grams', 'weight'],
    ['amountKrw', 'won'],
    ['origin', 'country'],
    ['status', 'word'],
    ['investigationAcceptedAt', 'time'],
  ),
  lead: columns(
    ['time', 'time'],
    ...place,
    ['leadNo', 'text'],
    ['partner', 'country'],
    ['kind', 'word'],
    ['status', 'word'],
    ['conveyance', 'text'],
    ['subject', 'text'],
    ['origin', 'country'],
    ['validUntil', 'time'],
    ['matched', 'yes'],
  ),
  station: columns(
    ['time', 'time'],
    ...place,
    ['station', 'text'],
    ['kind', 'word'],
    ['state', 'word'],
    ['reason', 'text'],
    ['statedAt', 'time'],
    ['inspectionDueAt', 'time'],
    ['dedicated', 'yes'],
  ),
  declaration: columns(
    ['time', 'time'],
    ...place,
    ['direction', 'word'],
    ['result', 'word'],
    ['amountUsd', 'dollars'],
    ['amountKrw', 'won'],
    ['currency', 'text'],
    ['courier', 'text'],
  ),
  bulletin: columns(
    ['time', 'time'],
    ['bulletinNo', 'text'],
    ['kind', 'word'],
    ['title', 'text'],
    ['status', 'word'],
    ['hsHeading', 'text'],
    ['country', 'country'],
    ['publishedAt', 'time'],
  ),
  indicator: columns(
    ['time', 'time'],
    ...place,
    ['name', 'text'],
    ['period', 'text'],
    ['value', 'score'],
    ['unit', 'text'],
    ['target', 'score'],
  ),
  correction: columns(
    ['time', 'time'],
    ...place,
    ['of', 'word'],
    ['ofSource', 'text'],
    ['ofId', 'text'],
    ['retracted', 'yes'],
    ['changes', 'text'],
  ),
  rejection: columns(
    ['time', 'time'],
    ['source', 'text'],
    ['id', 'text'],
    ['path', 'text'],
    ['reason', 'text'],
  ),
};

const NUMBERS: ReadonlySet<Shape> = new Set<Shape>(['count', 'seconds', 'score', 'weight', 'won', 'dollars']);
export const isNumber = ({ shape }: RowColumn) => NUMBERS.has(shape);

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
