import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AlarmCell } from '../../../server/contract/duty-cells.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { eventually, TestScreen } from '../../support/screen.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const CLOUDEVENTS = 'application/cloudevents-batch+json';

onOneEngine('an AI that falls silent', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let screen: TestScreen;
  let clock = Date.now();
  const now = () => clock;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, { now });
    await eventually(() => (server.realms.get('live')?.board.confirmedAt ?? 0) > 0);
    screen = new TestScreen(server.url);
  });
  afterAll(async () => {
    screen.close();
    await server.close();
    await database.drop();
  });

  /** Time passes for a server that listens: silence is judged by one that has listened for as long. */
  async function passes(ms: number): Promise<void> {
    const board = server.realms.get('live')?.board;
    for (let left = ms; left > 0; left -= 2_000) {
      clock += Math.min(left, 2_000);
      await eventually(() => (board?.confirmedAt ?? 0) >= clock);
    }
  }
  const alarms = () =>
    [...screen.state.cells]
      .filter(([key]) => key.startsWith('alarm|ICN-EXP|express|'))
      .map(([, value]) => value as AlarmCell)
      .filter(({ rule }) => rule === 'ai-down');

  it(
    'is an alarm on the wall within 15 s, once, and is over when it speaks again',
    { timeout: 60_000, meta: { slow: 'an AI is silent for seconds before that is judged' } },
    async () => {
      const token = await server.token('icn-xray');
      let beats = 0;
      const beat = async () => {
        const event = {
          specversion: '1.0',
          id: `beat-${++beats}`,
          source: '//test/ai',
          type: 'border.station.v1',
          time: new Date(now()).toISOString(),
          data: { station: 'ai-1', port: 'ICN-EXP', route: 'express', kind: 'ai', state: 'up' },
        };
        const answer = await server.post('/api/v1/events', token, CLOUDEVENTS, JSON.stringify([event]));
        expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
      };
      await beat();
      await passes(2_000);
      await eventually(() => screen.state.cells.has('ai|ICN-EXP|express'));
      await beat();
      const spoke = clock;
      // Thirteen seconds of silence: with what reading and sending take it is on the wall within fifteen.
      await passes(13_000);
      await eventually(() => expect(alarms()).toHaveLength(1), 20_000);
      expect(alarms()).toMatchObject([
        { priority: 'critical', state: 'unacknowledged', subject: null, owned: false, escalations: 0 },
      ]);
      expect(Date.parse(alarms()[0]?.raisedAt ?? '') - spoke).toBeGreaterThan(12_000);
      const stop = setInterval(() => {
        clock += 1_000;
        void beat();
      }, 500);
      await eventually(() => alarms()[0]?.state === 'returned', 20_000);
      clearInterval(stop);
      expect(alarms()).toHaveLength(1);
    },
  );
});
