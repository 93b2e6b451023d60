import { PORTS } from '../../../../server/contract/ports.ts';
import { ROUTES } from '../../../../server/contract/routes.ts';
import { NO_PLACE, PLACELESS, ROW_FILTERS, type RowStream } from '../../../../server/contract/rows-rest.ts';
import type { Format } from '../../i18n/format.ts';
import { deskRowColumns } from '../../i18n/words/desk-row-columns.ts';
import { deskRowValues } from '../../i18n/words/desk-row-values.ts';
import { deskRowsWords } from '../../i18n/words/desk-rows-words.ts';

export interface RowFilterField {
  name: string;
  label: string;
  /** A choice; left out for free text. */
  options?: { value: string; text: string }[];
}

/** What rows of a stream can be narrowed by, as fields of a form: the same names as in the query. */
export function filterFields(stream: RowStream, format: Format): RowFilterField[] {
  const words = deskRowsWords[format.language];
  const columnWords = deskRowColumns[format.language];
  const valueWords = deskRowValues[format.language];
  const all = { value: '', text: words.all };
  const label = (name: string) => columnWords[name] ?? name;
  const none = stream === 'lead' || stream === 'indicator' ? [{ value: NO_PLACE, text: words.none }] : [];
  const places: RowFilterField[] = PLACELESS.has(stream)
    ? []
    : [
        {
          name: 'port',
          label: label('port'),
          options: [all, ...none, ...PORTS.map(({ code }) => ({ value: code, text: format.port(code) }))],
        },
        {
          name: 'route',
          label: label('route'),
          options: [all, ...none, ...ROUTES.map((route) => ({ value: route, text: format.route(route) }))],
        },
      ];
  const own = Object.entries(ROW_FILTERS[stream]).map(([name, schema]): RowFilterField => {
    const { enum: values, type } = schema as { enum?: readonly string[]; type?: string };
    if (values !== undefined) {
      const options = values.map((value) => ({ value, text: valueWords[value] ?? value }));
      return { name, label: label(name), options: [all, ...options] };
    }
    if (type !== 'boolean') return { name, label: label(name) };
    const options = [all, { value: 'true', text: words.yes }, { value: 'false', text: words.no }];
    return { name, label: label(name), options };
  });
  return [...places, { name: 'from', label: words.from }, { name: 'to', label: words.to }, ...own];
}
