import type { Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/** What somebody did. No secrets, no names of persons: ids, and what was chosen. */
export interface Deed {
  /** `account:7`, `screen:3`, `feed:icn-xray`, `command`, `system`. */
  actor: string;
  /** `account.created`, `alarm.acknowledged`. */
  action: string;
  /** What it was done to: `alarm:live:42`. */
  object: string;
  detail?: Record<string, unknown>;
}

/** Appends to the audit log; belongs in the transaction that does the deed. Held back until that ends: be quick. */
export async function appendAudit(
  tx: Queryable,
  { action, actor, detail = {}, object }: Deed,
): Promise<void> {
  await tx.query(`SELECT ${SHARED_SCHEMA}.append_audit($1, $2, $3, $4::jsonb)`, [
    actor,
    action,
    object,
    JSON.stringify(detail),
  ]);
}
