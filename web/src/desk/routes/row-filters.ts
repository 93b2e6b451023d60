import { knownPorts } from '../../../../server/contract/site-in-force.ts';
import { ROUTES } from '../../../../server/contract/routes.ts';
import { NO_PLACE, ROWS, type RowStream } from '../../../../server/contract/rows-rest.ts';
import type { Format } from '../../i18n/format.ts';
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
  const { columns, filters, placed } = ROWS[stream];
  const valueWords = deskRowValues[format.language];
  const all = { value: '', text: words.all };
  const label = (name: string) => columns[name]?.[format.language] ?? name;
  const none = placed === 'sometimes' ? [{ value: NO_PLACE, text: words.none }] : [];
  const places: RowFilterField[] =
    placed === 'never'
      ? []
      : [
          {
            name: 'port',
            label: label('port'),
            options: [
              all,
              ...none,
              ...knownPorts().map(({ code }) => ({ value: code, text: format.port(code) })),
            ],
          },
          {
            name: 'route',
            label: label('route'),
            options: [all, ...none, ...ROUTES.map((route) => ({ value: route, text: format.route(route) }))],
          },
        ];
  const own = Object.entries(filters).map(([name, { schema, ...named }]): RowFilterField => {
    const label = named[format.language];
    const { enum: values, type } = schema as { enum?: readonly string[]; type?: string };
    if (values !== undefined) {
      const options = values.map((value) => ({ value, text: valueWords[value] ?? value }));
      return { name, label, options: [all, ...options] };
    }
    if (type !== 'boolean') return { name, label };
    const options = [all, { value: 'true', text: words.yes }, { value: 'false', text: words.no }];
    return { name, label, options };
  });
  return [...places, { name: 'from', label: words.from }, { name: 'to', label: words.to }, ...own];
}
