import { Type, type Static, type TProperties, type TSchema } from 'typebox';
import { SEIZURE_CATEGORIES } from './case-events.ts';
import {
  closed,
  country,
  keptNumber,
  oneOf,
  offence,
  optional,
  origin,
  port,
  route,
  text,
} from './fields.ts';
import { LEAD_KINDS } from './intelligence-events.ts';
import { BULLETIN_KINDS } from './programme-events.ts';
import { STATION_KINDS } from './station-events.ts';

/** Streams whose rows can be looked through. Items, cases, leads, stations, bulletins and indicators are as they stand now. */
export const ROW_STREAMS = [
  'arrival',
  'verdict',
  'item',
  'seizure',
  'lead',
  'station',
  'declaration',
  'bulletin',
  'indicator',
  'correction',
  'rejection',
] as const;
export type RowStream = (typeof ROW_STREAMS)[number];

const verdictOf = oneOf(['clear', 'suspect', 'confirmed', 'not-clear'], 'What was decided');
const pairOf = oneOf(
  ['clear', 'suspect', 'confirmed', 'pending', 'not-clear'],
  'What was decided last; pending: not yet',
);
const instant = Type.String({ description: 'A KST day, YYYY-MM-DD, or an instant with offset' });

/** What rows of a stream can be narrowed by, beside port, route and period. */
export const ROW_FILTERS = {
  arrival: {
    conveyance: text(64, 'Flight, voyage, consignment or batch'),
    origin,
    risk: oneOf(['normal', 'high'], 'Risk of the arrival'),
    score: oneOf(['scored', 'hold'], 'Of the last 6 hours: has a risk score; the advice is to hold'),
  },
  verdict: {
    stage: oneOf(['primary', 'secondary'], 'First reading, or the dedicated officer'),
    by: oneOf(['ai', 'officer'], 'Who decided'),
    result: verdictOf,
    station: text(64, 'X-ray station or reader seat'),
    subject: text(128, 'The item'),
    batch: text(64, 'What the item came in'),
    model: text(64, 'Model and version'),
    origin,
    highRisk: Type.Boolean({ description: 'Goods of a high-risk country' }),
    short: Type.Boolean({ description: 'Looked at for less than seven seconds' }),
    channel: oneOf(['dedicated', 'other'], 'At a station for high-risk goods, or beside them'),
  },
  item: {
    ai: pairOf,
    officer: pairOf,
    waits: oneOf(['flagged', 'again', 'any'], 'Waits for an officer'),
    station: text(64, "The officer's seat"),
    subject: text(128, 'The item'),
    batch: text(64, 'What it came in'),
    origin,
    secondLine: Type.Boolean({ description: 'Read by the second line' }),
    firstLine: oneOf(['cleared', 'held'], 'What the first line had decided'),
    leak: Type.Boolean({ description: 'Cleared by the first line, caught by the second' }),
    decided: Type.Boolean({ description: 'From and to are about the time of the officers’ first verdict' }),
  },
  seizure: {
    category: oneOf(SEIZURE_CATEGORIES, 'What was seized'),
    weapon: oneOf(['firearm', 'nailer', 'gun-part'], 'Weapons, with nailers apart'),
    status: oneOf(['provisional', 'confirmed'], 'Standing of the figures'),
    origin,
    offence,
    caseNo: keptNumber('Case number'),
    investigation: oneOf(['waiting'], 'Major cases that no investigation unit has taken'),
  },
  lead: {
    kind: oneOf([...LEAD_KINDS, 'tip'], 'What it is about; tip: flight, consignment, persons, watch list'),
    status: oneOf(['open', 'acknowledged', 'tasked', 'closed'], 'What has been done about it'),
    partner: Type.String({ pattern: '^[A-Z]{2,3}$', description: 'Who says it' }),
    origin,
    conveyance: text(64, 'Conveyance it names'),
    leadNo: keptNumber('Number of the lead'),
    open: Type.Boolean({ description: 'Not closed, and its term is not over' }),
    matched: Type.Boolean({ description: 'Has matched an arrival or an item' }),
  },
  station: {
    kind: oneOf(STATION_KINDS, 'What it is'),
    state: oneOf(['up', 'degraded', 'down', 'closed'], 'How it is'),
    station: text(64, 'Name'),
    usable: Type.Boolean({ description: 'Up or degraded' }),
    dedicated: Type.Boolean({ description: 'For goods and travellers of high-risk countries' }),
    current: Type.Boolean({ description: 'Has spoken within 35 days, and is no gate team: it is counted' }),
    silent: Type.Boolean({ description: 'Has not spoken for 24 hours' }),
    inspection: oneOf(['overdue', 'due', 'known'], 'Regular inspection: overdue, due in 7 days, has a date'),
  },
  declaration: {
    direction: oneOf(['out', 'in'], 'Leaving or entering the country'),
    result: oneOf(['nothing', 'declared', 'undeclared'], 'What the check found'),
    above: Type.Boolean({ description: 'Strictly above US$ 10,000' }),
  },
  bulletin: {
    kind: oneOf(BULLETIN_KINDS, 'What it is'),
    status: oneOf(['draft', 'published'], 'Standing'),
    country,
    hsHeading: Type.String({ pattern: '^\\d{4}$', description: 'HS heading' }),
  },
  indicator: {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9.-]{0,63}$', description: 'Name of the indicator' }),
    period: Type.String({ maxLength: 10, description: 'Period of the value' }),
  },
  correction: {
    of: oneOf(
      ['arrival', 'verdict', 'seizure', 'lead', 'station', 'declaration', 'bulletin', 'indicator'],
      'What was corrected',
    ),
    retracted: Type.Boolean({ description: 'Retractions, or only changes' }),
  },
  rejection: { feed: text(64, 'Who sent it') },
} as const satisfies Record<RowStream, TProperties>;

/** What of the rows can be added up, beside counting them. */
export const ROW_SUMS = {
  arrival: ['units'],
  verdict: [],
  item: [],
  seizure: ['grams', 'quantity', 'amountKrw'],
  lead: ['amountKrw'],
  station: ['testsTaken', 'testsPassed'],
  declaration: ['amountUsd', 'amountKrw'],
  bulletin: [],
  indicator: ['value'],
  correction: [],
  rejection: [],
} as const satisfies Record<RowStream, readonly string[]>;

/** `port` and `route` of rows that name none. */
export const NO_PLACE = '-';
const MOST_PAGE_ROWS = 500;
export const MOST_EXPORT_ROWS = 1_000_000;

/** Streams that say nothing of a port or route: theirs is the scope of headquarters. */
export const PLACELESS: ReadonlySet<RowStream> = new Set<RowStream>(['bulletin', 'rejection']);

const orNone = (schema: TSchema) => Type.Union([schema, Type.Literal(NO_PLACE)]);

/** Query of `GET /api/v1/rows/<stream>`. */
export function rowsQuery(stream: RowStream) {
  const places = PLACELESS.has(stream) ? {} : optional({ port: orNone(port), route: orNone(route) });
  return Type.Object(
    {
      ...optional({
        realm: Type.String(),
        from: instant,
        to: instant,
        after: Type.String({ maxLength: 1_000, description: '`next` of the page before' }),
        limit: Type.Integer({ minimum: 1, maximum: MOST_PAGE_ROWS, description: 'Rows of a page; 100' }),
        measure: oneOf(['rows', ...ROW_SUMS[stream]], 'Counts all rows of the filter, or adds them up'),
        format: oneOf(['csv', 'json'], 'All rows of the filter, as a file'),
        ...ROW_FILTERS[stream],
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
