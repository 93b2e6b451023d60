import { Type, type Static } from 'typebox';
import { closed, instant, optional, text } from './fields.ts';

/** Past hours, played once more on the same board. */

const utc = Type.String({ description: 'ISO 8601, UTC' });
const speed = Type.Number({ minimum: 1, maximum: 60, description: 'Times real time' });
const REPLAY_STATES = ['preparing', 'playing', 'paused', 'ended', 'failed'] as const;

export const NewReplay = Type.Object(
  {
    from: instant('Where it begins'),
    to: instant('Where it ends, at most 24 hours later'),
    ...optional({
      realm: text(64, "Realm whose past it is; the server's own when left out"),
      known: Type.Enum(['then', 'now'] as const, {
        description: 'As it was known then, or as it is known now',
      }),
      speed,
      paused: Type.Boolean(),
    }),
  },
  closed,
);
export type NewReplay = Static<typeof NewReplay>;

export const ReplayItem = Type.Object({
  id: Type.Integer(),
  realm: Type.String(),
  ofRealm: Type.String(),
  from: utc,
  to: utc,
  known: Type.Enum(['then', 'now'] as const),
  state: Type.Enum([...REPLAY_STATES]),
  speed,
  shows: utc,
  made: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
    description: 'While it is made or sought: the share of that which is done, 0 to 1',
  }),
  madeBy: Type.Union([Type.String(), Type.Null()]),
  createdAt: utc,
});
export type ReplayItem = Static<typeof ReplayItem>;
export const ReplaysAnswer = Type.Object({ replays: Type.Array(ReplayItem) });
export type ReplaysAnswer = Static<typeof ReplaysAnswer>;

/** Any of them; `to` seeks. */
export const ReplayOrder = Type.Object(
  optional({ paused: Type.Boolean(), speed, to: instant('Where to go on from') }),
  { ...closed, minProperties: 1 },
);
export type ReplayOrder = Static<typeof ReplayOrder>;
