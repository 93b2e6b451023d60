import { Type, type Static, type TSchema } from 'typebox';
import { definitionOf, EVENT_STREAMS, type EventStream } from './events/catalogue.ts';
import type { Label, RowColumn, RowFilter } from './events/definition.ts';
import type { Field } from './events/field.ts';
import { closed, oneOf, optional, origin, port, route, text } from './fields.ts';

/** Streams whose rows can be looked through. Items, cases, leads, stations, bulletins and indicators are as they stand now. */
export const ROW_STREAMS = [...EVENT_STREAMS, 'item', 'correction', 'rejection'] as const;
export type RowStream = (typeof ROW_STREAMS)[number];

/** Rows of a stream: what they are called, what they hold, what they are narrowed by, beside port, route and period. */
export interface Rows extends Label {
  columns: Readonly<Record<string, RowColumn>>;
  filters: Readonly<Record<string, RowFilter>>;
  /** Columns that can be added up, beside counting the rows. */
  sums: readonly string[];
  /** Whether they say of which port and route they are. Where they never do, theirs is the scope of headquarters. */
  placed: 'always' | 'sometimes' | 'never';
  /** Whether every event is a row: without a period they are those of the site day. Things are rows as they stand now. */
  ofEvents: boolean;
}

const label = (ko: string, en: string): Label => ({ ko, en });
const column = (shape: RowColumn['shape'], ko: string, en: string): RowColumn => ({
  ...{ shape, ko, en, listed: true },
});
const time = column('time', '시각', 'Time');
const place = { port: column('port', '관문', 'Port'), route: column('route', '경로', 'Route') };

const pairOf = oneOf(
  ['clear', 'suspect', 'confirmed', 'pending', 'not-clear'],
  'What was decided last; pending: not yet',
);

/** An item of goods under both of its verdicts. */
const item: Rows = {
  ...label('물품(AI × 판독관)', 'Items (AI × officer)'),
  placed: 'always',
  ofEvents: false,
  columns: {
    time,
    ...place,
    subject: column('text', '물품', 'Item'),
    ai: column('word', 'AI', 'AI'),
    officer: column('word', '판독관', 'Officer'),
    station: column('text', '판독대·장비', 'Station'),
    waits: column('word', '대기', 'Waits'),
    waitsSince: column('time', '대기 시작', 'Waits since'),
    origin: column('country', '출발국', 'Origin'),
    batch: column('text', '묶음', 'Batch'),
    firstLine: column('word', '1차 결과', 'First line'),
    firstLinePort: column('port', '1차 관문', 'First line at'),
  },
  filters: {
    ai: { schema: pairOf, ...label('AI', 'AI') },
    officer: { schema: pairOf, ...label('판독관', 'Officer') },
    waits: {
      schema: oneOf(['flagged', 'again', 'any'], 'Waits for an officer'),
      ...label('대기', 'Waits'),
    },
    station: { schema: text(64, "The officer's seat"), ...label('판독대·장비', 'Station') },
    subject: { schema: text(128, 'The item'), ...label('물품', 'Item') },
    batch: { schema: text(64, 'What it came in'), ...label('묶음', 'Batch') },
    origin: { schema: origin, ...label('출발국', 'Origin') },
    secondLine: {
      schema: Type.Boolean({ description: 'Read by the second line' }),
      ...label('2차 저지선', 'Second line'),
    },
    firstLine: {
      schema: oneOf(['cleared', 'held'], 'What the first line had decided'),
      ...label('1차 결과', 'First line'),
    },
    leak: {
      schema: Type.Boolean({ description: 'Cleared by the first line, caught by the second' }),
      ...label('누락 적발', 'Leak'),
    },
    decided: {
      schema: Type.Boolean({
        description: 'From and to are about the time of the officers’ first verdict',
      }),
      ...label('처리 시각 기준', 'By the time of decision'),
    },
  },
  sums: [],
};

const correction: Rows = {
  ...label('정정', 'Corrections'),
  placed: 'sometimes',
  ofEvents: true,
  columns: {
    time,
    ...place,
    of: column('word', '대상', 'Corrected'),
    ofSource: column('text', '대상 출처', 'Its source'),
    ofId: column('text', '대상 ID', 'Its id'),
    retracted: column('yes', '철회', 'Retraction'),
    changes: column('text', '변경', 'Changes'),
  },
  filters: {
    of: { schema: oneOf(EVENT_STREAMS, 'What was corrected'), ...label('대상', 'Corrected') },
    retracted: {
      schema: Type.Boolean({ description: 'Retractions, or only changes' }),
      ...label('철회', 'Retraction'),
    },
  },
  sums: [],
};

const rejection: Rows = {
  ...label('거절된 이벤트', 'Refused events'),
  placed: 'never',
  ofEvents: true,
  columns: {
    time,
    source: column('text', '출처', 'Source'),
    id: column('text', 'ID', 'Id'),
    path: column('text', '위치', 'Where'),
    reason: column('text', '사유', 'Reason'),
  },
  filters: { feed: { schema: text(64, 'Who sent it'), ...label('연계', 'Feed') } },
  sums: [],
};

function rowsOfEvent(stream: EventStream): Rows {
  const { fields, kept, rows } = definitionOf(stream);
  const { port } = fields;
  const all: [string, Field][] = Object.entries(fields);
  const filters = all
    .filter(([, { filter }]) => filter === true)
    .map(([name, { en, ko, schema, sought = schema }]) => [name, { schema: sought, ko, en }] as const);
  const columns: Rows['columns'] = { time, ...(port && place), ...fields, ...rows.also };
  const own = Object.entries(rows.filters ?? {}).map(([name, filter]) => {
    const { ko = columns[name]?.ko, en = columns[name]?.en, schema } = filter;
    if (ko === undefined || en === undefined) throw new TypeError(`${stream}: ${name} has no label`);
    return [name, { schema, ko, en }] as const;
  });
  return {
    ...label(rows.ko, rows.en),
    placed: port === undefined ? 'never' : port.optional === true ? 'sometimes' : 'always',
    ofEvents: kept === `corrected_${stream}`,
    columns,
    filters: Object.fromEntries([...filters, ...own]),
    sums: all.filter(([, { sum }]) => sum === true).map(([name]) => name),
  };
}

export const ROWS = {
  ...(Object.fromEntries(EVENT_STREAMS.map((stream) => [stream, rowsOfEvent(stream)])) as Record<
    EventStream,
    Rows
  >),
  ...{ item, correction, rejection },
} satisfies Record<RowStream, Rows>;

const instant = Type.String({ description: 'A day, YYYY-MM-DD, or an instant with offset' });

/** `port` and `route` of rows that name none. */
export const NO_PLACE = '-';
const MOST_PAGE_ROWS = 500;
export const MOST_EXPORT_ROWS = 1_000_000;

const orNone = (schema: TSchema) => Type.Union([schema, Type.Literal(NO_PLACE)]);

/** Query of `GET /api/v1/rows/<stream>`. */
export function rowsQuery(stream: RowStream) {
  const { filters, placed, sums } = ROWS[stream];
  const places = placed === 'never' ? {} : optional({ port: orNone(port), route: orNone(route) });
  const own = Object.fromEntries(Object.entries(filters).map(([name, { schema }]) => [name, schema]));
  return Type.Object(
    {
      ...optional({
        realm: Type.String(),
        from: instant,
        to: instant,
        after: Type.String({ maxLength: 1_000, description: '`next` of the page before' }),
        limit: Type.Integer({ minimum: 1, maximum: MOST_PAGE_ROWS, description: 'Rows of a page; 100' }),
        measure: oneOf(['rows', ...sums], 'Counts all rows of the filter, or adds them up'),
        format: oneOf(['csv', 'json'], 'All rows of the filter, as a file'),
        ...own,
      }),
      ...places,
    },
    closed,
  );
}

/** A row: `time`, `port` and `route` where it has them, `source` and `id` of the event or of its latest statement. */
export type Row = Record<string, unknown>;

export const RowsAnswer = Type.Object({
  realm: Type.String(),
  stream: Type.String(),
  from: Type.Union([Type.String(), Type.Null()], { description: 'First instant asked, included' }),
  to: Type.Union([Type.String(), Type.Null()], { description: 'Last instant asked, excluded' }),
  measured: Type.Union(
    [Type.Object({ rows: Type.Integer(), sum: Type.Union([Type.Number(), Type.Null()]) }), Type.Null()],
    { description: 'Of all rows of the filter, where `measure` was asked' },
  ),
  rows: Type.Array(Type.Record(Type.String(), Type.Unknown()), { description: 'Newest first' }),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Give it as `after`; null: no more rows' }),
});
export type RowsAnswer = Static<typeof RowsAnswer>;
