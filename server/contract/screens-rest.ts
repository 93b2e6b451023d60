import { Type, type Static } from 'typebox';
import { closed, text } from './fields.ts';

/** Pairing of screens, and the page that lists them. */

const Name = text(128, 'Where it hangs, in words');
const RealmName = Type.String({ maxLength: 64, description: "Realm; the server's own when left out" });
const ScopeText = Type.String({ maxLength: 128, description: 'As in the address of a wall' });

const setting = {
  views: Type.Array(Type.String({ pattern: '^[a-z][a-z-]{0,31}$' }), {
    minItems: 1,
    maxItems: 16,
    uniqueItems: true,
    description: 'Names of the views that take turns',
  }),
  dwellSeconds: Type.Integer({ minimum: 5, maximum: 600 }),
  inches: Type.Number({ minimum: 10, maximum: 400, description: 'Diagonal of the screen' }),
  metres: Type.Number({ minimum: 0.3, maximum: 60, description: 'Distance of the farthest viewer' }),
  language: Type.Enum(['ko', 'en'] as const, { description: 'Of the words on the screen' }),
};

const instant = Type.String({ description: 'ISO 8601, UTC' });

/** How a paired screen is set. */
export type ScreenSettings = Static<typeof ScreenSettings>;
export const ScreenSettings = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  realm: Type.String(),
  scope: Type.String(),
  ...setting,
});

/** A code to show, and the secret with which the screen that shows it fetches its key. */
export type PairingOffer = Static<typeof PairingOffer>;
export const PairingOffer = Type.Object({
  code: Type.String(),
  secret: Type.String(),
  expiresAt: instant,
});

export type PairingClaim = Static<typeof PairingClaim>;
export const PairingClaim = Type.Object({ secret: Type.String({ pattern: '^gwp_[\\w-]{8,100}$' }) }, closed);

/** `key` and `screen` once a manager has confirmed the code. */
export type ClaimAnswer = Static<typeof ClaimAnswer>;
export const ClaimAnswer = Type.Object({
  confirmed: Type.Boolean(),
  key: Type.Optional(Type.String()),
  screen: Type.Optional(ScreenSettings),
});

export type ScreenConfirmation = Static<typeof ScreenConfirmation>;
export const ScreenConfirmation = Type.Object(
  {
    code: Type.String({ minLength: 1, maxLength: 32 }),
    name: Name,
    realm: Type.Optional(RealmName),
    scope: ScopeText,
    ...setting,
  },
  closed,
);

export type ScreenChange = Static<typeof ScreenChange>;
export const ScreenChange = Type.Partial(
  Type.Object({ name: Name, realm: RealmName, scope: ScopeText, ...setting }),
  closed,
);

/** A screen as the page lists it. */
export type ScreenRow = Static<typeof ScreenRow>;
export const ScreenRow = Type.Object({
  ...ScreenSettings.properties,
  pairedAt: instant,
  /** Age of its last report in milliseconds; `null`: it has never reported. */
  silentMs: Type.Union([Type.Number(), Type.Null()]),
  /** Connected to the server that answers; another server's connections are known by their reports only. */
  connectedHere: Type.Boolean(),
  paintedVersion: Type.Union([Type.Integer(), Type.Null()]),
  /** Versions that the board of the server that answers is ahead; `null` where the screen is not connected to it. */
  behind: Type.Union([Type.Integer(), Type.Null()]),
  lagMs: Type.Union([Type.Number(), Type.Null()]),
  driftMs: Type.Union([Type.Number(), Type.Null()]),
  heapBytes: Type.Union([Type.Number(), Type.Null()]),
  build: Type.Union([Type.String(), Type.Null()]),
});

export type ScreenList = Static<typeof ScreenList>;
export const ScreenList = Type.Object({
  screens: Type.Array(ScreenRow),
  /** The script that the server serves to walls now; `null` where it serves none. */
  presentBuild: Type.Union([Type.String(), Type.Null()]),
});
