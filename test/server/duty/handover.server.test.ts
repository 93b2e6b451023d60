import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HandoverReport } from '../../../server/contract/handover-rest.ts';
import { readAuditHead } from '../../../server/db/queries/audit-chain.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn, type Person } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { client } from './client.ts';
import { generateShift } from './generated-shift.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-20T00:07:00Z');
const FROM = NOW - 12 * HOUR;
const iso = (at: number) => new Date(at).toISOString();
const [from, to] = [iso(FROM), iso(NOW)];
onOneEngine('a handover', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let [kim, lee, mail, viewer]: Person[] = [];
  const as = (person: Person | undefined) => client(server.url, person ?? { cookie: '' });
  const draft = async (scope = 'headquarters', person = kim): Promise<HandoverReport> => {
    const query = new URLSearchParams({ from, to, scope }).toString();
    const { body, status } = await as(person).get(`/api/v1/handovers/draft?${query}`);
    expect(status, JSON.stringify(body)).toBe(200);
    return body as HandoverReport;
  };
  const sql = (text: string) => database.db.query<any>(text);
  const IN = `at >= '${from}' AND at < '${to}'`;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    const { db } = database;
    kim = await signedIn(db, ['duty-manager'], { name: 'Kim' });
    lee = await signedIn(db, ['duty-manager'], { name: 'Lee' });
    mail = await signedIn(db, ['duty-manager'], { name: 'Mail', scopes: ['route:mail'] });
    viewer = await signedIn(db, ['viewer'], { name: 'Viewer' });
    await generateShift(db, [kim, lee], [FROM, NOW]);
    server = await startTestServer(db, { env: { GUESTS: 'off' }, now: () => NOW });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  it('equals the log: its alarms and tasks, each with its times', async () => {
    const report = await draft();
    for (const [kind, table, of] of [
      ['alarms', 'alarm', 'event'],
      ['tasks', 'task', 'what'],
    ] as const) {
      const ended = kind === 'alarms' ? `event = 'ended'` : `what IN ('finished', 'cancelled')`;
      const log = `live.${table}_event`;
      const wanted = await sql(
        `SELECT id FROM live.${table} x WHERE EXISTS (SELECT FROM ${log} WHERE ${table} = x.id AND ${IN})
           OR (EXISTS (SELECT FROM ${log} WHERE ${table} = x.id AND at < '${to}')
               AND NOT EXISTS (SELECT FROM ${log} WHERE ${table} = x.id AND at < '${to}' AND ${ended})) ORDER BY id`,
      );
      const found = report[kind].map(({ id }) => id).toSorted((a, b) => a - b);
      expect(found).toEqual(wanted.map(({ id }) => id));
      expect(found.length).toBeGreaterThan(10);
      const closed = report[kind].filter((row) => ('endedAt' in row ? row.endedAt : row.closedAt) !== null);
      expect(closed.length).toBeGreaterThan(3);
      for (const row of report[kind]) {
        const events = await sql(
          `SELECT at, ${of} AS did FROM ${log} WHERE ${table} = ${row.id} AND at < '${to}' ORDER BY id`,
        );
        expect(row.events.map((e) => [e.at, 'event' in e ? e.event : e.what])).toEqual(
          events.map(({ at, did }) => [(at as Date).toISOString(), did as string]),
        );
        const [end] = await sql(
          `SELECT max(at) AS at FROM ${log} WHERE ${table} = ${row.id} AND at < '${to}' AND ${ended}`,
        );
        expect('endedAt' in row ? row.endedAt : row.closedAt).toBe(
          (end.at as Date | null)?.toISOString() ?? null,
        );
      }
    }
    for (const alarm of report.alarms) {
      const [ack] = await sql(
        `SELECT at, name FROM live.alarm_event WHERE alarm = ${alarm.id} AND event = 'acknowledged' AND at < '${to}'
         ORDER BY id DESC LIMIT 1`,
      );
      expect([alarm.acknowledgedAt, alarm.acknowledgedBy]).toEqual(
        ack === undefined ? [null, null] : [(ack.at as Date).toISOString(), ack.name],
      );
    }
    // As they stand at the end, not as they stand since: what happened after it is not in the report.
    const after = await sql(`SELECT DISTINCT task FROM live.task_event WHERE at >= '${to}'`);
    expect(after.length).toBeGreaterThan(0);
    const untouched = report.tasks.filter(({ id }) => !after.some(({ task }) => task === id));
    for (const task of untouched) {
      const [row] = await sql(
        `SELECT t.state, a.name FROM live.task t LEFT JOIN gwanje.account a ON a.id = t.owner WHERE t.id = ${task.id}`,
      );
      expect([task.state, task.ownerName]).toEqual([row.state, row.name]);
    }
  });

  it('equals the raw rows: cases, corrections and figures, with those of the day before', async () => {
    const report = await draft();
    const cases = await sql(
      `SELECT case_no FROM live.seizure s WHERE (time >= '${from}' AND time < '${to}'
         OR recorded_at >= '${from}' AND recorded_at < '${to}') AND NOT EXISTS (
           SELECT FROM live.correction k WHERE k.target_id = s.id AND k.retracted) ORDER BY time`,
    );
    expect(report.cases.map(({ caseNo }) => caseNo)).toEqual(cases.map(({ case_no }) => case_no));
    const corrections = await sql(
      `SELECT s.case_no, k.retracted FROM live.correction k JOIN live.seizure s ON s.id = k.target_id
       WHERE k.recorded_at >= '${from}' AND k.recorded_at < '${to}' ORDER BY k.recorded_at`,
    );
    expect(report.corrections.map(({ caseNo, retracted }) => [caseNo, retracted])).toEqual(
      corrections.map(({ case_no, retracted }) => [case_no, retracted === true]),
    );
    expect(corrections.length).toBeGreaterThan(5);
    for (const [days, which] of [
      [0, 'period'],
      [1, 'dayBefore'],
    ] as const) {
      const when = `time >= timestamptz '${from}' - INTERVAL '${days} days' AND time < timestamptz '${to}' - INTERVAL '${days} days'`;
      const [raw] = await sql(
        `SELECT (SELECT sum(units) FROM live.arrival WHERE ${when} AND route = 'traveller') AS units,
                (SELECT count(*) FROM live.verdict WHERE ${when} AND route = 'express') AS verdicts,
                (SELECT count(*) FROM live.verdict WHERE ${when} AND route = 'express' AND result <> 'clear') AS flagged`,
      );
      const of = (route: string) => report.figures.find((row) => row.route === route)?.[which];
      expect([of('traveller')?.units, of('express')?.primary, of('express')?.flagged]).toEqual([
        raw.units,
        raw.verdicts,
        raw.flagged,
      ]);
      expect(raw.units).toBeGreaterThan(1_000);
    }
    const [queue] = await sql(`SELECT count(*) AS n FROM live.item WHERE waits = 'flagged'`);
    expect(report.waiting.map(({ flagged }) => flagged)).toEqual([queue.n]);
  });

  it('is of its scope only', async () => {
    const all = await draft();
    const own = await draft('route:mail', mail);
    const places = (report: HandoverReport) =>
      new Set([...report.alarms, ...report.tasks].map(({ port, route }) => `${port}|${route}`));
    expect(places(all).size).toBe(4);
    expect([...places(own)]).toEqual(['ICN-MAIL|mail']);
    expect(own.cases).toEqual([]);
    const query = new URLSearchParams({ from, to }).toString();
    expect((await as(mail).get(`/api/v1/handovers/draft?${query}`)).status).toBe(403);
    for (const wrong of [
      { from, to: iso(NOW + HOUR) },
      { from: iso(NOW - 40 * HOUR), to },
      { from: to, to: from },
      { from, to, scope: 'port:NOPE' },
    ]) {
      const path = `/api/v1/handovers/draft?${new URLSearchParams(wrong).toString()}`;
      expect((await as(kim).get(path)).status, path).toBe(422);
    }
  });

  it('is signed, kept as it was signed, and received by somebody else, once', async () => {
    const before = await draft();
    const head = await readAuditHead(database.db);
    const { body: signed, status } = await as(kim).post('/api/v1/handovers', {
      from,
      to,
      note: '<i>fog</i>',
    });
    expect(status).toBe(201);
    const { audit, note, signedAt, signedBy, signedById, ...report } = signed.report;
    expect(report).toEqual(before);
    expect({ audit, note, signedAt, signedBy, signedById }).toEqual({
      audit: head,
      note: '<i>fog</i>',
      signedAt: iso(NOW),
      signedBy: 'Kim',
      signedById: kim?.id,
    });
    expect(signed).toMatchObject({ intact: true, receivedBy: null });
    // What is done later is in no report that was signed.
    const { alarms, tasks } = before;
    expect(alarms.length + tasks.length).toBeGreaterThan(0);
    await as(kim).post('/api/v1/tasks', { kind: 'other', title: 'later' });
    expect((await as(viewer).get(`/api/v1/handovers/${signed.id}`)).body.report).toEqual(signed.report);

    const receive = (person: Person | undefined) => as(person).post(`/api/v1/handovers/${signed.id}/receive`);
    expect((await receive(kim)).status).toBe(409);
    expect((await receive(viewer)).status).toBe(403);
    expect((await receive(mail)).status).toBe(404);
    expect((await receive(lee)).body).toMatchObject({ receivedBy: 'Lee', receivedAt: iso(NOW) });
    const again = await signedIn(database.db, ['duty-manager'], { name: 'Park' });
    expect((await receive(again)).body.detail).toBe('Lee has received it');
    expect((await as(mail).get('/api/v1/handovers')).body.handovers).toEqual([]);
    expect((await as(viewer).get('/api/v1/handovers')).body.handovers).toMatchObject([{ id: signed.id }]);
    const deeds = await sql(
      `SELECT action, detail->>'sha256' AS sha FROM gwanje.audit WHERE object = 'handover:live:${signed.id}' ORDER BY seq`,
    );
    expect(deeds).toEqual([
      { action: 'handover.signed', sha: signed.sha256 },
      { action: 'handover.received', sha: signed.sha256 },
    ]);
    for (const table of ['handover', 'handover_receipt'])
      await expect(sql(`DELETE FROM live.${table}`)).rejects.toThrow('stands');
    // Altered by somebody who may do everything: its hash gives it away, and the audit log holds that.
    await sql('ALTER TABLE live.handover DISABLE TRIGGER handover_stands');
    await sql(`UPDATE live.handover SET report = report || '{"note": "sun"}'`);
    expect((await as(kim).get(`/api/v1/handovers/${signed.id}`)).body.intact).toBe(false);
  });
});
