import { createHash } from 'node:crypto';
import type { AuditFaultWhat, AuditHead, AuditVerdict } from '../contract/audit-rest.ts';
import type { Queryable } from '../db/database.ts';
import { readChain, type ChainRow } from '../db/queries/audit-chain.ts';

/** Rows asked for at once: memory stays flat however long the log is, and others get their turn in between. */
const PAGE = 1_000;
/** Between fields: a character that neither JSON nor names can hold. */
const BETWEEN = '\u001f';

/** The hash that a row must carry, computed apart from the database's own `audit_hash`: a second opinion. */
function hashOfRow(row: Omit<ChainRow, 'hash'>): string {
  const fields = [String(row.seq), row.at, row.actor, row.action, row.object, row.detail].join(BETWEEN);
  return createHash('sha256').update(row.previous, 'hex').update(fields, 'utf8').digest('hex');
}

/**
 * Goes through the log from its first row and stops at the first one that is not as it was written.
 * @param expected a head that was noted elsewhere: without it, what was cut off the end, or written anew from some row to the
 *   end, cannot be told from a shorter log
 */
export async function verifyAudit(db: Queryable, expected: AuditHead | null = null): Promise<AuditVerdict> {
  let head: AuditHead | null = null;
  const verdict = (seq: number, what: AuditFaultWhat): AuditVerdict => ({
    rows: head?.seq ?? 0,
    head,
    fault: { seq, what },
  });
  let after = -Number.MAX_SAFE_INTEGER;
  for (;;) {
    const rows = await readChain(db, after, PAGE);
    for (const row of rows) {
      const next: number = (head?.seq ?? 0) + 1;
      if (row.seq > next) return verdict(next, 'missing');
      if (row.previous !== (head?.hash ?? '')) return verdict(row.seq, 'unchained');
      if (row.seq < next || row.hash !== hashOfRow(row)) return verdict(row.seq, 'altered');
      if (expected?.seq === row.seq && expected.hash !== row.hash) return verdict(row.seq, 'other');
      head = { seq: row.seq, hash: row.hash };
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) break;
    after = last.seq;
  }
  const end: number = head?.seq ?? 0;
  if (expected !== null && end < expected.seq) return verdict(end + 1, 'cut');
  return { rows: end, head, fault: null };
}

/** `SEQ:HASH`, as it is noted elsewhere; `null` when it is none. */
export function readExpectedHead(text: string): AuditHead | null {
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  return hash === undefined ? null : { seq: Number(seq), hash };
}
