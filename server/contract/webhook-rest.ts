import { Type, type Static } from 'typebox';
import { PRIORITIES } from './duty-cells.ts';

const closed = { additionalProperties: false };
const instant = (description: string) => Type.String({ description: `${description}: ISO 8601, UTC` });

export const Webhook = Type.Object({
  id: Type.Integer(),
  realm: Type.String(),
  url: Type.String(),
  leastPriority: Type.Enum([...PRIORITIES], { description: 'Alarms of this priority and more urgent ones' }),
  createdAt: instant('When it was made'),
  waiting: Type.Integer({ description: 'Messages that are to be delivered' }),
  delivered: Type.Integer({ description: 'Delivered within 30 days' }),
  failed: Type.Integer({ description: 'Given up after a day of trying, within 30 days' }),
  lastDeliveredAt: Type.Union([instant('When one was delivered last'), Type.Null()]),
  lastError: Type.Union(
    [Type.String({ description: 'Why the last attempt failed of those not delivered' }), Type.Null()],
    {},
  ),
});
export type Webhook = Static<typeof Webhook>;

export const WebhookBody = Type.Object(
  {
    url: Type.String({
      minLength: 8,
      maxLength: 500,
      description: 'http or https, without user and password',
    }),
    leastPriority: Type.Enum([...PRIORITIES]),
    realm: Type.Optional(Type.String()),
  },
  closed,
);
export type WebhookBody = Static<typeof WebhookBody>;

export const WebhookMade = Type.Object({
  id: Type.Integer(),
  secret: Type.String({ description: 'For checking signatures (Standard Webhooks); shown this once' }),
});
export type WebhookMade = Static<typeof WebhookMade>;

export const WebhooksAnswer = Type.Object({ webhooks: Type.Array(Webhook) });
export type WebhooksAnswer = Static<typeof WebhooksAnswer>;

export const WebhookParams = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
});
export type WebhookParams = Static<typeof WebhookParams>;
