import { expect, it } from 'vitest';
import { DatabaseAway } from '../../../server/db/database.ts';
import { DrillLog } from '../../../server/drills/drill-log.ts';
import { onOneEngine, openTestDatabase } from '../../support/engines.ts';
import { away } from './away.ts';

onOneEngine('the log of a drill', (engine) => {
  it('keeps what the database does not take, and writes it in order when that is back', async () => {
    const database = await openTestDatabase(engine);
    const { db } = database;
    const [drill] = await db.query<{ id: number }>(
      `INSERT INTO gwanje.drill (realm, scenario, starts_at, shows, token_hash)
       VALUES ('drill_1', '{}', now(), now(), '') RETURNING id`,
    );
    const id = drill?.id ?? 0;
    const sometimes = away(db, (sql) => sql.includes('drill_event'));
    const log = new DrillLog(sometimes.db, id);
    const append = (kind: string) => log.append({ at: 0, kind, detail: {} });
    append('first');
    await log.written();
    sometimes.go();
    append('second');
    append('third');
    await expect(log.written()).rejects.toThrow(DatabaseAway);
    sometimes.comeBack();
    append('fourth');
    await log.written();
    const rows = await db.query(`SELECT kind FROM gwanje.drill_event WHERE drill = $1 ORDER BY id`, [id]);
    expect(rows).toEqual(['first', 'second', 'third', 'fourth'].map((kind) => ({ kind })));
    await database.drop();
  });
});
