import { Type, type Static } from 'typebox';
import { SiteFile } from './site.ts';

const count = (description: string) => Type.Integer({ minimum: 0, description });
const nullable = <T extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Number>>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** RFC 9457. `path` points at what is wrong, as JSON pointer. */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.Optional(Type.String()),
  errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), reason: Type.String() }))),
});
export type Problem = Static<typeof Problem>;

export const EventOutcome = Type.Object({
  index: Type.Integer({ minimum: 0, description: 'Position in what was sent' }),
  id: Type.Union([Type.String(), Type.Null()]),
  status: Type.Enum(['accepted', 'duplicate', 'held', 'rejected'] as const, {
    description: 'held: beyond what is plausible; it counts when a person has released it',
  }),
  notes: Type.Optional(
    Type.Array(Type.String(), { description: 'What else became of it: corrected at once, kept apart' }),
  ),
  errors: Type.Optional(
    Type.Array(
      Type.Object({
        path: Type.String({ description: 'JSON pointer into the event' }),
        reason: Type.String(),
      }),
    ),
  ),
});
export type EventOutcome = Static<typeof EventOutcome>;

/** Answer to one event or a batch: every event by name, after the commit. */
export const IngestAnswer = Type.Object({
  accepted: count('Events that are on the board now'),
  duplicate: count('Events that already were'),
  held: count('Events that wait for review'),
  rejected: count('Events that are not, and why'),
  events: Type.Array(EventOutcome),
});
export type IngestAnswer = Static<typeof IngestAnswer>;

/** Answer to a stream: whatever is not listed under `rejections` is on the board; what is held is listed too. */
export const StreamAnswer = Type.Object({
  lines: count('Lines read, blank ones left out'),
  accepted: count('Events that are on the board now'),
  duplicate: count('Events that already were'),
  held: count('Events that wait for review'),
  rejected: count('Events that are not'),
  rejections: Type.Array(
    Type.Object({
      line: Type.Integer({ minimum: 1 }),
      id: Type.Union([Type.String(), Type.Null()]),
      errors: Type.Array(Type.Object({ path: Type.String(), reason: Type.String() })),
      held: Type.Optional(Type.Boolean({ description: 'It waits for review' })),
    }),
  ),
  notes: Type.Array(
    Type.Object({
      line: Type.Integer({ minimum: 1 }),
      id: Type.Union([Type.String(), Type.Null()]),
      notes: Type.Array(Type.String()),
    }),
    { description: 'What else became of events, of at most 1,000 of them' },
  ),
});
export type StreamAnswer = Static<typeof StreamAnswer>;

const traffic = (description: string) =>
  Type.Union([Type.Integer({ minimum: 0, description }), Type.Null()], {
    description: `${description}; null where the rows that would answer are no longer kept`,
  });

export const Figures = Type.Object({
  arrivals: traffic('Conveyances, consignments and batches'),
  units: traffic('Travellers, parcels, mail items, consignments'),
  highRiskUnits: traffic('Units in high-risk arrivals'),
  primary: traffic('Primary verdicts'),
  flagged: traffic('Primary verdicts that were not clear'),
  secondary: traffic('Secondary verdicts'),
  upheld: traffic('Secondary verdicts that upheld the suspicion'),
  cases: count('Drug seizure cases'),
  grams: Type.Number({ minimum: 0, description: 'Weight of drugs seized in grams' }),
});
export type Figures = Static<typeof Figures>;

/** Change in percent, rounded to whole numbers; `null` where the earlier figure is zero. */
const percent = (description: string) => Type.Union([Type.Integer({ description }), Type.Null()]);

export const TotalsQuery = Type.Object(
  {
    from: Type.String({ description: 'First day of the site, YYYY-MM-DD, or an instant with offset' }),
    to: Type.String({ description: 'Last day of the site, included, or an instant with offset, excluded' }),
    asKnownAt: Type.Optional(
      Type.String({
        description: 'As the board knew it then: an instant with offset, or a day, which means its end',
      }),
    ),
    scope: Type.Optional(Type.String({ description: 'headquarters (default), house:, port:, route:' })),
    realm: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export type TotalsQuery = Static<typeof TotalsQuery>;

export const SiteAnswer = Type.Object({
  number: Type.Integer({ description: 'Of its version: newer ones are higher' }),
  site: SiteFile,
});
export type SiteAnswer = Static<typeof SiteAnswer>;

export const TotalsAnswer = Type.Object({
  realm: Type.String(),
  scope: Type.String(),
  from: Type.String({ description: 'Instant, included' }),
  to: Type.String({ description: 'Instant, excluded' }),
  asKnownAt: nullable(Type.String()),
  /** True when the answer is as known now. */
  asKnownNow: Type.Boolean(),
  total: Figures,
  byRoute: Type.Record(Type.String(), Figures),
  byPort: Type.Record(Type.String(), Figures),
  comparison: Type.Object({
    from: Type.String({ description: 'Same dates a year earlier' }),
    to: Type.String(),
    total: Figures,
    changePercent: Type.Object({
      cases: percent('Cases against a year earlier'),
      weight: percent('Weight against a year earlier'),
    }),
  }),
});
export type TotalsAnswer = Static<typeof TotalsAnswer>;

export const SeriesQuery = Type.Object(
  {
    from: Type.String(),
    to: Type.String(),
    step: Type.Enum(['minute', 'hour', 'day'] as const),
    scope: Type.Optional(Type.String()),
    realm: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export type SeriesQuery = Static<typeof SeriesQuery>;

export const SeriesAnswer = Type.Object({
  realm: Type.String(),
  scope: Type.String(),
  step: Type.String(),
  points: Type.Array(
    Type.Object({
      start: Type.String({ description: 'Start of the step, ISO 8601' }),
      route: Type.String(),
      figures: Figures,
    }),
  ),
});
export type SeriesAnswer = Static<typeof SeriesAnswer>;

export const BoardQuery = Type.Object(
  {
    at: Type.Optional(Type.String({ description: 'An instant with offset; now when left out' })),
    scope: Type.Optional(Type.String()),
    realm: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
);
export type BoardQuery = Static<typeof BoardQuery>;

export const BoardAnswer = Type.Object({
  epoch: Type.String(),
  version: Type.Integer(),
  serverTime: Type.Integer({ description: 'Milliseconds since the Unix epoch' }),
  confirmedAt: Type.Integer({ description: 'Milliseconds since the Unix epoch' }),
  cells: Type.Record(Type.String(), Type.Unknown()),
});
