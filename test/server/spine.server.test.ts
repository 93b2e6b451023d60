import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LatestCell, NewsCell, TodayCell } from '../../server/contract/cells.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../support/engines.ts';
import { arrival, correction, seizure, verdict } from '../support/events.ts';
import { eventually, TestScreen } from '../support/screen.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const BATCH = 'application/cloudevents-batch+json';

// The whole way, also through the engine that `npm start` brings along.
onEachEngine('what a feed commits is on the screen a moment later', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let screen: TestScreen;
  let token: string;
  const today = (pair: string) => screen.state.cells.get(`today|${pair}`) as TodayCell | undefined;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    token = await server.token();
    await eventually(() => server.get('/readyz').then(({ status }) => expect(status).toBe(200)));
    screen = new TestScreen(server.url);
    await eventually(() => expect(screen.state.cells.has('realm|this')).toBe(true));
  });
  afterAll(async () => {
    screen.close();
    await server.close();
    await database.drop();
  });

  it('shows arrivals, verdicts and seizures as figures', async () => {
    const answer = await server.post(
      '/api/v1/events',
      token,
      BATCH,
      JSON.stringify([
        arrival({ units: 231, risk: 'high' }),
        arrival({ units: 9 }),
        verdict(),
        verdict({ result: 'suspect' }),
        verdict({ stage: 'secondary', by: 'officer', result: 'confirmed' }),
        seizure({ grams: 1_200.5 }),
      ]),
    );
    expect(answer).toMatchObject({ status: 200, body: { accepted: 6, duplicate: 0, rejected: 0 } });
    await eventually(() => {
      expect(today('ICN-T1|traveller')).toMatchObject({ arrivals: 2, units: 240, highRiskUnits: 231 });
      expect(today('ICN-EXP|express')).toMatchObject({
        primary: 2,
        flagged: 1,
        secondary: 1,
        upheld: 1,
        cases: 1,
        grams: 1_200.5,
      });
    });
  });

  it('follows a correction, an amendment and a retraction', async () => {
    const [flight, wrong] = [arrival({ port: 'GMP', units: 50 }), arrival({ port: 'GMP', units: 60 })];
    const found = seizure({ port: 'ICN-MAIL', route: 'mail', grams: 10 });
    const first = await server.post(
      '/api/v1/events',
      token,
      BATCH,
      JSON.stringify([
        // A correction may come before the event it corrects.
        correction(flight, { changes: { units: 55 } }),
        flight,
        wrong,
        found,
      ]),
    );
    expect(first.status).toBe(200);
    await eventually(() => expect(today('GMP|traveller')).toMatchObject({ arrivals: 2, units: 115 }));
    await server.post(
      '/api/v1/events',
      token,
      BATCH,
      JSON.stringify([
        correction(wrong, { retracted: true }),
        correction(found, { changes: { grams: 12.345 } }),
      ]),
    );
    await eventually(() => {
      expect(today('GMP|traveller')).toMatchObject({ arrivals: 1, units: 55 });
      expect(today('ICN-MAIL|mail')).toMatchObject({ cases: 1, grams: 12.345 });
      const latest = screen.state.cells.get('latest|ICN-MAIL|mail') as LatestCell | undefined;
      expect(latest?.cases[0]).toMatchObject({ grams: 12.345, amendments: 1 });
      // The ticker tells an arrival as it stands, and a retracted one not at all.
      const news = screen.state.cells.get('news|GMP|traveller') as NewsCell | undefined;
      expect(news?.items.map(({ kind, units }) => [kind, units])).toEqual([['arrival', 55]]);
    });
  });
});
