import type { Priority } from '../../contract/duty-cells.ts';
import type { Webhook } from '../../contract/webhook-rest.ts';
import type { Database, Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';
import { utcText } from './utc-text.ts';

const KEPT_DAYS = 30;

export async function insertWebhook(
  tx: Queryable,
  made: { realm: string; url: string; secret: string; leastPriority: Priority; by: number },
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO ${SHARED_SCHEMA}.webhook (realm, url, secret, least_priority, created_by)
     VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [made.realm, made.url, made.secret, made.leastPriority, made.by],
  );
  return row?.id ?? 0;
}

/** @returns whether there was one; what waits for it is given up */
export async function removeWebhook(tx: Queryable, id: number): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE ${SHARED_SCHEMA}.webhook SET removed_at = now() WHERE id = $1 AND removed_at IS NULL RETURNING 1`,
    [id],
  );
  await tx.query(
    `UPDATE ${SHARED_SCHEMA}.webhook_delivery SET state = 'failed', done_at = now(), last_error = 'the webhook was removed'
     WHERE webhook = $1 AND state = 'waiting'`,
    [id],
  );
  return rows.length > 0;
}

export async function readWebhooks(db: Database): Promise<Webhook[]> {
  return await db.query<Webhook>(
    `SELECT w.id, realm, url, least_priority AS "leastPriority", ${utcText('w.created_at')} AS "createdAt",
            count(d.id) FILTER (WHERE state = 'waiting') AS waiting,
            count(d.id) FILTER (WHERE state = 'delivered') AS delivered,
            count(d.id) FILTER (WHERE state = 'failed') AS failed,
            ${utcText("max(done_at) FILTER (WHERE state = 'delivered')")} AS "lastDeliveredAt",
            (array_agg(last_error ORDER BY d.id DESC) FILTER (WHERE state <> 'delivered' AND last_error IS NOT NULL))[1]
              AS "lastError"
     FROM ${SHARED_SCHEMA}.webhook w LEFT JOIN ${SHARED_SCHEMA}.webhook_delivery d ON d.webhook = w.id
     WHERE removed_at IS NULL GROUP BY w.id ORDER BY w.id`,
  );
}

/** Puts a message into the post for every webhook of the realm that wants alarms of this priority. */
export async function postMessage(
  tx: Queryable,
  { body, message, priority, realm }: { realm: string; priority: Priority; message: string; body: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO ${SHARED_SCHEMA}.webhook_delivery (webhook, message, body)
     SELECT id, $1, $2 FROM ${SHARED_SCHEMA}.webhook
     WHERE realm = $3 AND removed_at IS NULL
       AND array_position(ARRAY['critical', 'high', 'low'], $4)
           <= array_position(ARRAY['critical', 'high', 'low'], least_priority)`,
    [message, body, realm, priority],
  );
}

export interface Delivery {
  id: number;
  message: string;
  body: string;
  attempts: number;
  url: string;
  secret: string;
  /** Since the message was written, in seconds. */
  ageSeconds: number;
}

/** Takes messages that are due; nobody else does for as long as `heldSeconds`, also when this server dies meanwhile. */
export async function claimDeliveries(db: Database, most: number, heldSeconds: number): Promise<Delivery[]> {
  return await db.query<Delivery>(
    `UPDATE ${SHARED_SCHEMA}.webhook_delivery d
     SET attempts = attempts + 1, due_at = clock_timestamp() + make_interval(secs => $2)
     FROM ${SHARED_SCHEMA}.webhook w
     WHERE w.id = d.webhook AND d.id IN (
       SELECT id FROM ${SHARED_SCHEMA}.webhook_delivery WHERE state = 'waiting' AND due_at <= clock_timestamp()
       ORDER BY due_at, id LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING d.id, d.message, d.body, d.attempts, w.url, w.secret,
               extract(epoch FROM clock_timestamp() - d.created_at)::float8 AS "ageSeconds"`,
    [most, heldSeconds],
  );
}

/** What came of an attempt: delivered, given up, or to be tried again after `againSeconds`. */
export async function settleDelivery(
  db: Database,
  id: number,
  outcome: {
    state: 'waiting' | 'delivered' | 'failed';
    status: number | null;
    error: string | null;
    againSeconds: number;
  },
): Promise<void> {
  await db.query(
    `UPDATE ${SHARED_SCHEMA}.webhook_delivery
     SET state = $2, last_status = $3, last_error = $4, due_at = clock_timestamp() + make_interval(secs => $5),
         done_at = CASE WHEN $2 <> 'waiting' THEN clock_timestamp() END
     WHERE id = $1 AND state = 'waiting'`,
    [id, outcome.state, outcome.status, outcome.error, outcome.againSeconds],
  );
}

/** Messages that were delivered or given up long ago, and what is left of webhooks that were removed. */
export async function forgetDeliveries(db: Database): Promise<void> {
  await db.query(
    `DELETE FROM ${SHARED_SCHEMA}.webhook_delivery
     WHERE state <> 'waiting' AND done_at < now() - INTERVAL '${KEPT_DAYS} days'`,
  );
}
