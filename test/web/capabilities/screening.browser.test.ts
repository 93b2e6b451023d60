import { afterAll, beforeAll, expect, it } from 'vitest';
import { onOneEngine } from '../../support/engines.ts';
import { arrival, correction, station, verdict } from '../../support/events.ts';
import { CapabilityWall } from './capability-wall.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

onOneEngine('screening', (engine) => {
  let wall: CapabilityWall;
  const now = Date.now();
  const at = (ms: number) => new Date(now + ms).toISOString();
  const flagged = { result: 'suspect' } as const;
  const officer = { stage: 'secondary', by: 'officer', station: 'R-1', scanMs: 20_000 } as const;

  beforeAll(async () => {
    wall = await CapabilityWall.open(engine);
    await wall.show('screening');
  }, 180_000);
  afterAll(() => wall?.close());

  it('AI dual screening: pairs in any order of arrival, what waits, the matrix with pending', async () => {
    await wall.send(
      verdict({ subject: 'p-1', ...flagged }, { time: at(-50 * MINUTE_MS) }),
      verdict({ subject: 'p-2', ...flagged }, { time: at(-3 * MINUTE_MS) }),
      verdict({ subject: 'p-3' }, { time: at(-2 * MINUTE_MS) }),
      // The officer's verdict comes before that of the AI.
      verdict({ subject: 'p-4', ...officer, result: 'confirmed' }, { time: at(-MINUTE_MS) }),
    );
    await wall.expectFigure('queue.flagged', 2, { row: 'express' });
    await wall.expectFigure('queue.oldest', /^30\d\d$/, { row: 'express', alarm: 'amber' });
    await wall.expectFigure('matrix.items', 2, { row: 'flagged|pending' });
    await wall.expectFigure('matrix.items', 1, { row: 'clear|pending' });
    await wall.expectFigure('matrix.items', 1, { row: 'pending|upheld' });
    await wall.send(
      verdict({ subject: 'p-4', ...flagged }, { time: at(-2 * MINUTE_MS) }),
      verdict({ subject: 'p-1', ...officer, result: 'clear' }),
    );
    await wall.expectFigure('queue.flagged', 1, { row: 'express' });
    await wall.expectFigure('matrix.items', 1, { row: 'flagged|upheld' });
    await wall.expectFigure('matrix.items', 1, { row: 'flagged|clear' });
    await wall.expectFigure('override.down', 1, { row: 'express', of: 2, text: /1\/2/ });
    await wall.expectFigure('override.down', 1, { row: 'R-1', of: 2 });
  });

  it('overrides both ways, corrected with the verdict', async () => {
    const caught = verdict({ subject: 'p-3', ...officer, result: 'confirmed' });
    await wall.send(caught);
    await wall.expectFigure('override.up', 1, { row: 'express', of: 1 });
    await wall.send(correction(caught, { changes: { result: 'clear' } }));
    await wall.expectFigure('override.up', 0, { row: 'express', of: 1 });
  });

  it('seven seconds: 6,999 ms is short and is read again, 7,000 ms passes; the list is data', async () => {
    await wall.send(
      ...[7_000, 7_000, 9_000].map((scanMs, item) =>
        verdict({ subject: `s-${item}`, origin: 'TH', scanMs, station: 'X-7' }),
      ),
      verdict({ subject: 's-short', origin: 'TH', scanMs: 6_999, station: 'X-7' }, { time: at(-2_000) }),
      verdict({ subject: 's-elsewhere', origin: 'FI', scanMs: 2_000, station: 'X-7' }),
    );
    await wall.expectFigure('reading.short', 1, { row: 'all', of: 4, text: /1\/4/ });
    await wall.expectFigure('reading.median', /^7\d\d\d(\.\d+)?$/);
    await wall.expectFigure('queue.again', 1, { row: 'express' });
    await wall.send(
      verdict({ subject: 's-short', ...officer, result: 'clear', origin: 'TH', scanMs: 7_000 }),
    );
    await wall.expectFigure('queue.again', 0, { row: 'express' });
    await wall.expectFigure('reading.short', 1, { row: 'all', of: 5 });
    await wall.db.query(`INSERT INTO live.high_risk_origin VALUES ('FI', 'for this test')`);
    await wall.send(verdict({ subject: 's-listed', origin: 'FI', scanMs: 2_000, station: 'X-7' }));
    await wall.expectFigure('reading.short', 2, { row: 'all', of: 6 });
  });

  it('dedicated channels: high-risk goods first read at a station that is not set aside for them', async () => {
    const dedicated = {
      kind: 'x-ray',
      port: 'ICN-EXP',
      route: 'express',
      state: 'up',
      dedicated: true,
    } as const;
    await wall.send(station({ ...dedicated, station: 'X-7' }));
    wall.hurry();
    await wall.expectFigure('reading.offChannel', 0, { alarm: null });
    await wall.send(verdict({ subject: 'o-1', origin: 'TH', scanMs: 8_000, station: 'X-9' }));
    wall.hurry();
    await wall.expectFigure('reading.offChannel', 1, { alarm: 'amber' });
  });

  it('AI-based administration: model, drift of its scores, share that it flags', async () => {
    const scored = (count: number, score: number, own: Parameters<typeof verdict>[1] = {}) =>
      Array.from({ length: count }, (_, item) =>
        verdict(
          { port: 'PTK-EXP', subject: `${own.time ?? 'now'}-${score}-${item}`, score, model: 'xr-2.4' },
          own,
        ),
      );
    const before = { time: at(-3 * DAY_MS), recordedtime: at(-3 * DAY_MS) };
    await wall.send(...scored(360, 0.05, before), ...scored(240, 0.25, before));
    await wall.send(...scored(360, 0.05), ...scored(240, 0.25));
    await wall.expectFigure('model.psi', /^0(\.0\d*)?$/, { row: 'express', alarm: null });
    await wall.send(...scored(600, 0.85));
    await wall.expectFigure('model.psi', /^[1-9]\d*(\.\d+)?$|^0\.[3-9]/, { row: 'express', alarm: 'amber' });
  });

  it('second line for international mail: a leak of the first line, and its siblings', async () => {
    const mail = { port: 'ICN-MAIL', route: 'mail', batch: 'EMS-TH-1' } as const;
    const second = { ...officer, ...mail, port: 'SEL-MAIL' } as const;
    await wall.send(
      ...['m-1', 'm-2', 'm-3'].map((subject) => verdict({ ...mail, subject }, { time: at(-30 * MINUTE_MS) })),
      verdict({ ...second, subject: 'm-1', result: 'clear' }, { time: at(-10 * MINUTE_MS) }),
    );
    await wall.expectFigure('leaks.checked', 1, { row: 'today' });
    await wall.expectFigure('leaks.caught', 0, { row: 'today', of: 1, alarm: null });
    await wall.send(verdict({ ...second, subject: 'm-2', result: 'confirmed' }));
    await wall.expectFigure('leaks.caught', 1, { row: 'today', of: 2, alarm: 'amber' });
    // Of its two siblings the second line has read one.
    await wall.expectFigure('leaks.reread', 1, { row: 'm-2', of: 2, alarm: 'amber' });
    await wall.send(verdict({ ...second, subject: 'm-3', result: 'clear' }));
    await wall.expectFigure('leaks.reread', 2, { row: 'm-2', of: 2, alarm: null });
  });

  it(
    'AI down: known within 15 s of its silence, everything goes to officers, nothing clears itself',
    { meta: { slow: 'an AI is silent for seconds before that is judged' } },
    async () => {
      const ai = { kind: 'ai', station: 'PTK-AI', port: 'PTK-EXP', route: 'express' } as const;
      const present = () => ({ time: new Date(wall.now()).toISOString() });
      const beat = () => station({ ...ai, state: 'up', model: 'xr-2.4' }, present());
      await wall.send(beat());
      await wall.send(beat());
      expect(await wall.figure('ai.down', 'PTK-EXP|express').count()).toBe(0);
      // The board looks every second: together with this less than 15 s, which alarms/ai-silence.server.test.ts waits for.
      await wall.letPass(12_000);
      await wall.figure('ai.down', 'PTK-EXP|express').waitFor({ timeout: 10_000 });
      await wall.send(
        arrival({ port: 'PTK-EXP', route: 'express', conveyance: 'SEA-1', units: 70 }, present()),
      );
      await wall.expectFigure('ai.down', 70, { row: 'PTK-EXP|express' });
      await wall.send(
        verdict(
          { port: 'PTK-EXP', ...officer, stage: 'primary', subject: 'd-1', result: 'clear' },
          present(),
        ),
      );
      await wall.expectFigure('ai.down', 69, { row: 'PTK-EXP|express' });
      await wall.send(beat());
      await expect.poll(() => wall.figure('ai.down', 'PTK-EXP|express').count(), { timeout: 5_000 }).toBe(0);
      await wall.send(station({ ...ai, state: 'down', reason: 'update' }, present()));
      await wall.figure('ai.down', 'PTK-EXP|express').waitFor({ timeout: 5_000 });
    },
  );
});
