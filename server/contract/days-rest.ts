import { Type, type Static } from 'typebox';
import { closed, port, route } from './fields.ts';
import { Figures } from './rest.ts';

/** Minutes are kept for 35 days; fewer are asked for. */
const MOST_DAYS = 31;

export const DaysQuery = Type.Object(
  {
    port,
    route,
    days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MOST_DAYS, description: 'Days before today; 14 when left out' }),
    ),
    realm: Type.Optional(Type.String()),
  },
  closed,
);
export type DaysQuery = Static<typeof DaysQuery>;

const DayFigures = Type.Object({
  day: Type.String({ description: 'Day of the site' }),
  whole: Type.Union([Figures, Type.Null()], { description: 'null: nothing is known of the day' }),
  byNow: Type.Union([Figures, Type.Null()], {
    description: 'What of it had come by this time of day, the minute that has begun included',
  }),
});
export type DayFigures = Static<typeof DayFigures>;

export const DaysAnswer = Type.Object({
  realm: Type.String(),
  now: Type.Integer({ description: 'Server clock, milliseconds since the Unix epoch' }),
  days: Type.Array(DayFigures, { description: 'Today first' }),
});
export type DaysAnswer = Static<typeof DaysAnswer>;
