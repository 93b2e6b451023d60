import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { insertAny, leadRow, leadsOfRawRows } from '../../support/leads.ts';
import { arrivalRow, correctionRow, verdictRow, type RowOf } from '../../support/rows.ts';

const HOUR = 3_600_000;

describe.skipIf(inject('native') === null)(
  'a lead and what it names, written at the same moment (native)',
  () => {
    let database: TestDatabase;
    let clients: [Client, Client];
    beforeAll(async () => {
      database = await openTestDatabase('native');
      const connect = async () => {
        const client = new Client({ connectionString: database.env['DATABASE_URL'] });
        await client.connect();
        return client;
      };
      clients = [await connect(), await connect()];
    });
    afterAll(async () => {
      for (const client of clients) await client.end();
      await database.drop();
    });

    const write = (client: Client, table: string, row: RowOf) =>
      insertAny(
        { query: async (sql, values) => (await client.query(sql, values as unknown[])).rows },
        table,
        [row],
      );

    for (const [first, second] of [
      ['arrival', 'lead'],
      ['lead', 'arrival'],
      ['verdict', 'lead'],
      ['lead', 'verdict'],
      ['announced_arrival', 'lead'],
      ['lead', 'announced_arrival'],
    ] as const) {
      it(`find each other: ${first} uncommitted when ${second} comes`, async () => {
        const name = `${first}-${second}`;
        const rows: Record<string, RowOf> = {
          lead: leadRow({ lead_no: name, conveyance: name, subject: name }),
          arrival: arrivalRow({ conveyance: name }),
          announced_arrival: arrivalRow({
            conveyance: name,
            time: new Date(Date.now() + HOUR).toISOString(),
          }),
          verdict: verdictRow({ subject: name }),
        };
        const [one, other] = clients;
        await one.query('BEGIN');
        await write(one, first, rows[first] ?? {});
        await other.query('BEGIN');
        const waiting = write(other, second, rows[second] ?? {}).then(() => other.query('COMMIT'));
        await new Promise((resolve) => setTimeout(resolve, 100));
        await one.query('COMMIT');
        await waiting;
        const found = await database.db.query('SELECT FROM live.lead_match WHERE lead_no = $1', [name]);
        expect(found).toHaveLength(1);
      });
    }

    it('are exact, and nobody waits for ever, with many writers of all streams at once', async () => {
      const many = (prefix: string) =>
        Array.from({ length: 30 }, (_, n) => ({ name: `${prefix}${n % 6}`, n }));
      const write = async (prefix: string, turn: number) => {
        for (const { name, n } of many(prefix)) {
          const tables: [string, RowOf][] = [
            ['arrival', arrivalRow({ conveyance: name, origin: 'PE', risk: n % 3 ? 'normal' : 'high' })],
            [
              'lead',
              leadRow({
                lead_no: `W-${name}`,
                conveyance: name,
                subject: name,
                status: n > 24 ? 'closed' : 'open',
              }),
            ],
            ['verdict', verdictRow({ subject: name })],
            [
              'announced_arrival',
              arrivalRow({ conveyance: name, time: new Date(Date.now() - 1).toISOString() }),
            ],
            ['lead', leadRow({ lead_no: 'W-loose', kind: 'watch-list', origin: 'PE', route: 'traveller' })],
          ];
          const [table, row] = tables[(n + turn) % tables.length] ?? ['', {}];
          await insertAny(database.db, table, [row]);
          if (n % 4 === 0 && table !== 'announced_arrival') {
            await insertAny(database.db, 'correction', [
              correctionRow(
                row,
                table,
                n % 8
                  ? { retracted: true }
                  : { changes: { [table === 'verdict' ? 'subject' : 'conveyance']: `${prefix}0` } },
              ),
            ]);
          }
          if (n % 10 === 5) await database.db.query('SELECT live.land_due_arrivals()');
          if (n % 10 === 7) await database.db.query('CALL live.maintain()');
        }
      };
      await Promise.all(['s', 's', 't', 't', 's'].map((prefix, turn) => write(prefix, turn)));
      const rows = await database.db.query<{ name: string }>(
        `SELECT concat_ws(' ', lead_no, stream, source, id, to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) AS name
         FROM live.lead_match`,
      );
      expect(rows.map(({ name }) => name).sort()).toEqual((await leadsOfRawRows(database.db)).matches);
      expect(rows.length).toBeGreaterThan(50);
    });
  },
);
