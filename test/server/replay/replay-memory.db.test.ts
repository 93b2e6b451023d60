import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { Account } from '../../../server/access/principal.ts';
import { siteDay, startOfDay } from '../../../server/contract/days.ts';
import { createMetrics } from '../../../server/metrics.ts';
import { Realms } from '../../../server/realms.ts';
import { Replays } from '../../../server/replay/replays.ts';
import { MIGRATIONS, onOneEngine, openTestDatabase, type Engine } from '../../support/engines.ts';
import { signedIn } from '../../support/people.ts';
import { eventually } from '../../support/screen.ts';

const HOUR = 3_600_000;
const TO = startOfDay(siteDay(Date.now()));
const FROM = TO - 24 * HOUR;
/** Verdicts a second. */
const RATE: Record<Engine, number> = { native: 0.5, embedded: 0.2 };
/** In the first hours caches fill and code is compiled; from then on the heap may grow by so much, in MB. */
const SETTLED_HOURS = 8;
const MOST_GROWTH_MB = 6;

setFlagsFromString('--expose_gc');
const gc = runInNewContext('gc') as () => void;
const heapMb = () => {
  gc();
  return process.memoryUsage().heapUsed / 1e6;
};

onOneEngine('a day that is played once more', (engine) => {
  it(
    'goes through the database and not through memory',
    { timeout: 600_000, meta: { slow: 'a day of 43,000 verdicts' } },
    async () => {
      const test = await openTestDatabase(engine);
      const { db } = test;
      const faults: unknown[] = [];
      const failed = (...fault: unknown[]) => void faults.push(fault);
      const realms = new Realms({
        ...{
          db,
          migrationsFolder: MIGRATIONS,
          metrics: createMetrics(),
          now: Date.now,
          elapsed: Date.now,
          tickMs: 100,
        },
        ...{ failed, alarmsFailed: failed },
      });
      const live = await realms.open({
        name: 'live',
        kind: 'live',
        ko: '실제',
        en: 'Live',
        simulated: false,
      });
      const iso = (at: number) => new Date(at).toISOString();
      const verdicts = 86_400 * RATE[engine];
      for (let hour = 0; hour < 24; hour++) {
        await db.query(
          `INSERT INTO live.verdict (time, recorded_at, source, id, port, route, station, subject, stage, judged_by, result, scan_ms, score, model, origin)
         SELECT at, at, 'test', 'v' || $1 || '-' || n, (ARRAY['ICN-T1', 'ICN-T2', 'PUS', 'CJU'])[n % 4 + 1], 'traveller', 'X' || n % 20, 's' || $1 || '-' || n,
                'primary', 'ai', CASE WHEN n % 30 = 0 THEN 'suspect' ELSE 'clear' END, 5000 + n % 4000, 0.5, 'm1', 'TH'
         FROM generate_series(1, $2::integer) n CROSS JOIN LATERAL (SELECT $3::timestamptz + n * INTERVAL '1 hour' / $2::integer AS at) t`,
          [hour, Math.floor(verdicts / 24), iso(FROM + hour * HOUR)],
          { timeoutMs: 60_000 },
        );
      }
      const replays = new Replays({
        db,
        migrationsFolder: MIGRATIONS,
        realms,
        run: 'test',
        now: Date.now,
        failed,
      });
      await replays.start();
      const person = await signedIn(db, ['viewer']);
      const by: Account = {
        kind: 'account',
        ...person,
        name: 'Viewer',
        roles: ['viewer'],
        scopes: ['headquarters'],
      };
      const made = await replays.make({ from: iso(FROM), to: iso(TO), paused: true }, live, by);
      const heap: number[] = [];
      for (let at = FROM; at <= TO; at += HOUR / 2) {
        await replays.order(made.id, { to: iso(at) }, by);
        await eventually(async () => {
          const [row] = await replays.list();
          expect([row?.shows, row?.state]).toEqual([iso(at), at === TO ? 'ended' : 'paused']);
        }, 60_000);
        if ((at - FROM) % HOUR === 0) heap.push(heapMb());
      }
      const [row] = await db.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${made.realm}.verdict`);
      expect(row?.rows).toBe(Math.floor(verdicts / 24) * 24);
      const growth = Math.max(...heap.slice(SETTLED_HOURS)) - (heap[SETTLED_HOURS] ?? 0);
      expect(growth, heap.map((mb) => mb.toFixed(1)).join(' ')).toBeLessThan(MOST_GROWTH_MB);
      expect(faults).toEqual([]);
      await replays.stop();
      await realms.stop();
      await test.drop();
    },
  );
});
