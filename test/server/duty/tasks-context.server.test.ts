import { afterAll, beforeAll, expect, it } from 'vitest';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn } from '../../support/people.ts';
import { insertRows, seizureRow, verdictRow } from '../../support/rows.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { client } from './client.ts';

const MINUTE = 60_000;

onOneEngine('what a task is about', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let desk: ReturnType<typeof client>;
  const make = async (body: object) => (await desk.post('/api/v1/tasks', body)).body.task as { id: number };
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { env: { GUESTS: 'off' } });
    desk = client(server.url, await signedIn(database.db, ['duty-manager']));
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  it('is, of an investigation, its case, from whose seizure its clock runs', async () => {
    const time = new Date(Date.now() - 40 * MINUTE).toISOString();
    await insertRows(database.db, 'seizure', [seizureRow({ time, case_no: 'C-9', grams: 2_500 })]);
    const { id } = await make({ kind: 'investigation', title: 'C-9', subject: 'C-9', port: 'ICN-EXP' });
    expect((await desk.get(`/api/v1/tasks/${id}`)).body.seizure).toEqual({
      caseNo: 'C-9',
      time,
      category: 'drug',
      substance: null,
      grams: 2_500,
      acceptedAt: null,
    });
  });

  it('is, of a recall, the siblings of the leak, and which have been read again', async () => {
    const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE).toISOString();
    const bag = (subject: string, minutes: number, own: object = {}) =>
      verdictRow({ subject, time: ago(minutes), port: 'ICN-MAIL', route: 'mail', batch: 'bag-7', ...own });
    const second = (subject: string, result: string) =>
      bag(subject, 30, { port: 'SEL-MAIL', stage: 'secondary', judged_by: 'officer', result });
    await insertRows(database.db, 'verdict', [
      bag('leak', 200),
      bag('s1', 201),
      bag('s2', 202),
      bag('other', 203, { batch: 'bag-8' }),
      // Another port states the leak and the bag: it has siblings of its own.
      bag('leak', 190, { port: 'ICN-T2', batch: 'bag-0' }),
      bag('s3', 190, { port: 'ICN-T2' }),
    ]);
    await insertRows(database.db, 'verdict', [second('leak', 'confirmed'), second('s2', 'clear')]);
    const { id } = await make({
      kind: 'recall-siblings',
      title: 'bag 7',
      subject: 'leak',
      port: 'ICN-MAIL',
      route: 'mail',
    });
    expect((await desk.get(`/api/v1/tasks/${id}`)).body.siblings).toEqual({
      batch: 'bag-7',
      firstLinePort: 'ICN-MAIL',
      count: 2,
      rows: [
        { subject: 's1', port: 'ICN-MAIL', recalled: false },
        { subject: 's2', port: 'ICN-MAIL', recalled: true },
      ],
    });
    const unplaced = await make({ kind: 'recall-siblings', title: 'RR1', subject: 'leak', route: 'mail' });
    expect((await desk.get(`/api/v1/tasks/${unplaced.id}`)).body.siblings).toMatchObject({
      ...{ batch: 'bag-7', firstLinePort: 'ICN-MAIL, ICN-T2', count: 3 },
      rows: [
        { subject: 's1', port: 'ICN-MAIL' },
        { subject: 's2', port: 'ICN-MAIL' },
        { subject: 's3', port: 'ICN-T2' },
      ],
    });
  });
});
