import { Type, type Static } from 'typebox';
import { oneOf as choice } from '../fields.ts';
import { defineEvent } from './definition.ts';
import { instant, key, oneOf, origin, port, route } from './field.ts';

export const arrival = defineEvent({
  stream: 'arrival',
  kept: 'corrected_arrival',
  description: 'A flight, voyage, consignment or batch has arrived',
  one: { ko: '도착', en: 'Arrival' },
  rows: {
    ...{ ko: '도착', en: 'Arrivals' },
    filters: {
      score: {
        schema: choice(['scored', 'hold'], 'Of the last 6 hours: has a risk score; the advice is to hold'),
        ...{ ko: '점수', en: 'Score' },
      },
    },
  },
  fields: {
    port: { ...port, listed: true },
    route: { ...route, listed: true },
    conveyance: {
      ...key(64, 'Flight, voyage, consignment or batch'),
      ...{ ko: '편명·운송', en: 'Conveyance', listed: true, filter: true },
    },
    origin: { ...origin, listed: true, filter: true },
    units: {
      schema: Type.Integer({
        minimum: 1,
        maximum: 10_000_000,
        description: 'Travellers, parcels, mail items or consignments in it',
      }),
      ...{ sql: 'integer', shape: 'count', ko: '물량', en: 'Units', listed: true, sum: true },
    },
    risk: {
      ...oneOf(['normal', 'high'], 'Risk of the arrival as a whole'),
      ...{ ko: '위험도', en: 'Risk', listed: true, filter: true },
    },
    scheduledAt: { ...instant('When it was due'), ko: '예정', en: 'Due', optional: true, listed: true },
  },
  example: {
    ...{ port: 'ICN-T1', route: 'traveller', conveyance: 'KE652', origin: 'TH', units: 212, risk: 'normal' },
  },
});
export type Arrival = Static<typeof arrival.data>;
