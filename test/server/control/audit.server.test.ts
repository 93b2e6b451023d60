import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditCommand } from '../../../server/audit-command.ts';
import { writeControl } from '../../../server/control/control-file.ts';
import { appendAudit } from '../../../server/db/queries/append-audit.ts';
import { readAuditHead } from '../../../server/db/queries/audit-chain.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { OPENS_OFTEN, run, type Outcome } from './commands.ts';

const ROWS = 400;
const FORGE = "UPDATE gwanje.audit SET object = 'thing:0' WHERE seq = 321";
const NO_HEAD = `99999:${'0'.repeat(64)}`;

/** @returns the head, as it is noted elsewhere */
async function fill({ db }: TestDatabase): Promise<string> {
  await db.query(
    `SELECT gwanje.append_audit('command', 'thing.done', 'thing:' || n, jsonb_build_object('n', n))
     FROM generate_series(1, ${ROWS - 1}) n`,
  );
  await appendAudit(db, {
    actor: 'command',
    action: 'odd.done',
    object: 'odd:=1+1',
    detail: { 한글: '관제' },
  });
  const { hash, seq } = (await readAuditHead(db)) ?? { seq: 0, hash: '' };
  return `${seq}:${hash}`;
}
async function forge({ db }: TestDatabase): Promise<void> {
  await db.query('ALTER TABLE gwanje.audit DISABLE TRIGGER audit_only_grows');
  await db.query(FORGE);
  await db.query('ALTER TABLE gwanje.audit ENABLE TRIGGER audit_only_grows');
}
function expectGood(verdict: Outcome, head: string): void {
  expect(verdict).toEqual({ code: 0, out: `${head}\n`, err: `${ROWS} rows are as they were written\n` });
}
const CUT = {
  ...{ code: 1, out: '' },
  err: `row ${ROWS + 1} and all after it are missing: the end was cut off; the ${ROWS} before it are good\n`,
};
const ALTERED = { code: 1, out: '', err: 'row 321 was altered; the 320 before it are good\n' };

onOneEngine('the audit log by command, without a board', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());
  const audit = (...args: string[]) => run(auditCommand, args, database.env);

  it(
    'is verified, its head printed alone, and the first row named that is not as it was written',
    OPENS_OFTEN,
    async () => {
      const head = await fill(database);
      // The embedded database is for one process at a time.
      await database.db.close();
      expect(await audit('head')).toEqual({ code: 0, out: `${head}\n`, err: '' });
      expectGood(await audit('verify', '--expect', head), head);
      expect(await audit('verify', '--expect', NO_HEAD)).toEqual(CUT);
      await database.reopen();
      await forge(database);
      await database.db.close();
      expect(await audit('verify')).toEqual(ALTERED);
      // Where it ends is where it ends.
      expect(await audit('head')).toMatchObject({ code: 0, out: `${head}\n` });
    },
  );

  it('says so where nothing is written yet', async () => {
    const empty = await openTestDatabase(engine);
    await empty.db.close();
    expect(await run(auditCommand, ['head'], empty.env)).toMatchObject({
      code: 0,
      out: 'the log is empty\n',
    });
    await empty.drop();
  });
});

// Only the embedded database is held by its board, which has left an address and a key in the data folder.
describe('the audit log by command, through the board that holds the embedded database', () => {
  let database: TestDatabase;
  let server: TestServer;
  let head: string;
  beforeAll(async () => {
    database = await openTestDatabase('embedded');
    head = await fill(database);
    server = await startTestServer(database.db);
    await writeControl(database.env['DATA_DIR'] ?? '', { url: server.url, key: 'test-control-key' });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });
  const audit = (...args: string[]) => run(auditCommand, args, database.env);

  it('is verified, its head printed alone, and the first row named that is not as it was written', async () => {
    expect(await audit('head')).toEqual({ code: 0, out: `${head}\n`, err: '' });
    expectGood(await audit('verify'), head);
    expectGood(await audit('verify', '--expect', head), head);
    expect(await audit('verify', '--expect', NO_HEAD)).toEqual(CUT);
    await forge(database);
    expect(await audit('verify')).toEqual(ALTERED);
    expect(await audit('head')).toMatchObject({ code: 0, out: `${head}\n` });
  });
});
