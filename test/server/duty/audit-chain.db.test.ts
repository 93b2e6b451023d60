import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditVerdict } from '../../../server/contract/audit-rest.ts';
import type { Queryable } from '../../../server/db/database.ts';
import { appendAudit } from '../../../server/db/queries/append-audit.ts';
import { readAuditHead } from '../../../server/db/queries/audit-chain.ts';
import { verifyAudit } from '../../../server/duty/audit-chain.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';

const ROWS = 1_100;

async function fill(db: Queryable): Promise<void> {
  // More than a page of the verifier, and every kind of text that a hash could stumble over.
  await db.query(
    `SELECT gwanje.append_audit('account:' || n % 3, 'thing.done', 'thing:' || n, jsonb_build_object('n', n, 'a', 'x'))
     FROM generate_series(1, ${ROWS - 4}) n`,
  );
  for (const detail of [
    {},
    { 한글: '관제 "따옴표" \\ \n' },
    { deep: { b: [1, 2.5, null, true] } },
    { z: 1e21, emoji: '🚨' },
  ])
    await appendAudit(db, { actor: 'command', action: 'odd.done', object: 'odd:=1+1', detail });
}

/** As somebody who may do everything in the database would: without the trigger that refuses. */
async function forging(db: Queryable, ...statements: string[]): Promise<void> {
  await db.query('ALTER TABLE gwanje.audit DISABLE TRIGGER audit_only_grows');
  for (const statement of statements) await db.query(statement);
  await db.query('ALTER TABLE gwanje.audit ENABLE TRIGGER audit_only_grows');
}
/** All rows from one on, written anew with hashes that fit. */
const rewriteFrom = (seq: number) => `DO $$
DECLARE r gwanje.audit; before bytea;
BEGIN
  FOR r IN SELECT * FROM gwanje.audit WHERE seq >= ${seq} ORDER BY seq LOOP
    SELECT hash INTO before FROM gwanje.audit WHERE seq = r.seq - 1;
    UPDATE gwanje.audit SET previous = before,
      hash = gwanje.audit_hash(before, r.seq, r.at, r.actor, r.action, r.object, r.detail) WHERE seq = r.seq;
  END LOOP;
END $$`;

onOneEngine('the audit log', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await database.db.transaction(fill);
  });
  afterAll(() => database.drop());
  const undone = new Error('undone');
  /** What is found when the log was forged; nothing of it stays. */
  async function found(statements: string[], expectHead = false): Promise<AuditVerdict['fault']> {
    const expected = expectHead ? await readAuditHead(database.db) : null;
    let verdict: AuditVerdict | undefined;
    await database.db
      .transaction(async (tx) => {
        await forging(tx, ...statements);
        verdict = await verifyAudit(tx, expected);
        throw undone;
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error;
      });
    return verdict?.fault ?? null;
  }

  it('is good as it was written, by a computation of our own', async () => {
    const head = await readAuditHead(database.db);
    expect(await verifyAudit(database.db)).toEqual({ rows: ROWS, head, fault: null });
    expect(await verifyAudit(database.db, head)).toMatchObject({ fault: null });
    expect(head?.seq).toBe(ROWS);
  });

  it('cannot be changed in the ordinary way', async () => {
    for (const statement of [
      "UPDATE gwanje.audit SET actor = 'x'",
      'DELETE FROM gwanje.audit WHERE seq = 5',
      'TRUNCATE gwanje.audit',
    ])
      await expect(database.db.query(statement)).rejects.toThrow('only grows');
  });

  it.each([
    ['actor', "actor = 'account:9'"],
    ['action', "action = 'thing.undone'"],
    ['object', "object = 'thing:0'"],
    ['time', "at = at + INTERVAL '1 microsecond'"],
    ['detail', `detail = detail || '{"n": 0}'`],
    ['what it says of the row before', `previous = sha256('x')`],
    ['hash', `hash = sha256('x')`],
    ['text moved from one field to the next', "actor = '', action = actor || action"],
  ])('shows a row whose %s was altered', async (_what, set) => {
    for (const seq of [1, 2, 1_000, 1_001, ROWS]) {
      const fault = await found([`UPDATE gwanje.audit SET ${set} WHERE seq = ${seq}`]);
      expect(fault?.seq).toBe(seq);
    }
  });

  it('shows a row that was altered and given a hash that fits it', async () => {
    const statements = [
      "UPDATE gwanje.audit SET actor = 'account:9' WHERE seq = 500",
      `UPDATE gwanje.audit SET hash = gwanje.audit_hash(previous, seq, at, actor, action, object, detail) WHERE seq = 500`,
    ];
    expect(await found(statements)).toEqual({ seq: 501, what: 'unchained' });
  });

  it('shows rows that were taken out', async () => {
    expect(await found(['DELETE FROM gwanje.audit WHERE seq = 1'])).toEqual({ seq: 1, what: 'missing' });
    expect(await found(['DELETE FROM gwanje.audit WHERE seq BETWEEN 999 AND 1002'])).toEqual({
      seq: 999,
      what: 'missing',
    });
    // The gap closed by renumbering.
    const closed = [
      'DELETE FROM gwanje.audit WHERE seq = 600',
      'UPDATE gwanje.audit SET seq = -seq WHERE seq > 600',
      'UPDATE gwanje.audit SET seq = -seq - 1 WHERE seq < 0',
    ];
    expect(await found(closed)).toMatchObject({ seq: 600 });
  });

  it('shows a row that was put in', async () => {
    const between = [
      'UPDATE gwanje.audit SET seq = -seq WHERE seq >= 700',
      'UPDATE gwanje.audit SET seq = -seq + 1 WHERE seq < 0',
      `INSERT INTO gwanje.audit SELECT 700, at, actor, 'never.done', object, detail, hash,
         gwanje.audit_hash(hash, 700, at, actor, 'never.done', object, detail) FROM gwanje.audit WHERE seq = 699`,
    ];
    // The forged row fits the one before it; the one after it gives it away.
    expect(await found(between)).toMatchObject({ seq: 701 });
    const first = `INSERT INTO gwanje.audit SELECT 0, at, actor, action, object, detail, '',
                     gwanje.audit_hash('', 0, at, actor, action, object, detail) FROM gwanje.audit WHERE seq = 1`;
    expect(await found([first])).toMatchObject({ seq: 0 });
  });

  it('shows what was cut off the end, or written anew to the end, to whoever noted the head', async () => {
    const cut = ['DELETE FROM gwanje.audit WHERE seq > 900'];
    expect(await found(cut)).toBeNull();
    expect(await found(cut, true)).toEqual({ seq: 901, what: 'cut' });
    expect(await found(['DELETE FROM gwanje.audit'], true)).toEqual({ seq: 1, what: 'cut' });
    const anew = ["UPDATE gwanje.audit SET actor = 'account:9' WHERE seq = 800", rewriteFrom(800)];
    expect(await found(anew)).toBeNull();
    expect(await found(anew, true)).toEqual({ seq: ROWS, what: 'other' });
  });
});
