import { afterAll, beforeAll, expect, it } from 'vitest';
import { onOneEngine } from '../../support/engines.ts';
import { arrival, lead, seizure, station, verdict } from '../../support/events.ts';
import { CapabilityWall } from './capability-wall.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

onOneEngine('intelligence', (engine) => {
  let wall: CapabilityWall;
  const now = Date.now();
  const at = (ms: number) => new Date(now + ms).toISOString();

  beforeAll(async () => {
    wall = await CapabilityWall.open(engine);
    await wall.show('intelligence');
  }, 180_000);
  afterAll(() => wall?.close());

  it('Korean Desk: leads by partner, not acknowledged, matched, whichever comes first', async () => {
    await wall.send(
      // The arrival first, and then the lead that names it.
      arrival({ conveyance: 'TG656', origin: 'TH' }, { time: at(-40 * MINUTE_MS) }),
      lead(
        { leadNo: 'KD-1', partner: 'TH', kind: 'flight', conveyance: 'TG656' },
        { time: at(-5 * MINUTE_MS) },
      ),
      // The lead first.
      lead(
        { leadNo: 'KD-2', partner: 'TH', kind: 'flight', conveyance: 'TG658' },
        { time: at(-3 * MINUTE_MS) },
      ),
      lead({ leadNo: 'KD-3', partner: 'VN', kind: 'person-category', origin: 'VN', status: 'tasked' }),
    );
    await wall.expectFigure('leads.open', 2, { row: 'TH' });
    await wall.expectFigure('leads.unacknowledged', 2, { row: 'TH', of: 2 });
    await wall.expectFigure('leads.matched', 1, { row: 'TH', of: 2 });
    await wall.expectFigure('leads.unacknowledged', 0, { row: 'VN', of: 1 });
    await wall.send(arrival({ conveyance: 'TG658', origin: 'TH' }, { time: at(-MINUTE_MS) }));
    await wall.expectFigure('leads.matched', 2, { row: 'TH', of: 2 });
    await wall.send(
      lead({ leadNo: 'KD-1', partner: 'TH', kind: 'flight', conveyance: 'TG656', status: 'acknowledged' }),
    );
    await wall.expectFigure('leads.unacknowledged', 1, { row: 'TH', of: 2 });
  });

  it('joint operations: window, screened, hits by country', async () => {
    await wall.send(
      lead({
        leadNo: 'OP-MY-7',
        partner: 'MY',
        kind: 'operation',
        validFrom: at(-2 * DAY_MS),
        validUntil: at(5 * DAY_MS),
      }),
      ...Array.from({ length: 3 }, (_, item) => verdict({ subject: `my-${item}`, origin: 'MY' })),
      verdict({ subject: 'de-1', origin: 'DE' }),
      seizure({ origin: 'MY', grams: 250 }),
      seizure({ origin: 'MY', grams: 40 }, { time: at(-30 * DAY_MS) }),
    );
    await wall.expectFigure('operations.screened', 3, { row: 'OP-MY-7' });
    await wall.expectFigure('operations.hits', 1, { row: 'OP-MY-7', of: 3 });
    await wall.expectFigure('operations.grams', 250, { row: 'OP-MY-7' });
  });

  it('integrated risk: one additive score with its reasons, the same across routes', async () => {
    const named = { partner: 'DE', kind: 'consignment' } as const;
    await wall.send(
      arrival({ conveyance: 'DL-1', origin: 'DE', risk: 'high' }, { time: at(-30 * MINUTE_MS) }),
      arrival(
        { port: 'ICN-EXP', route: 'express', conveyance: 'EX-9', origin: 'DE', risk: 'high', units: 40 },
        { time: at(-20 * MINUTE_MS) },
      ),
      lead({ ...named, leadNo: 'R-1', conveyance: 'DL-1' }),
      lead({ ...named, leadNo: 'R-2', conveyance: 'EX-9' }),
    );
    const weights = await wall.db.query<{ reason: string; points: number }>(
      'SELECT reason, points FROM live.risk_weight',
    );
    const points = (reason: string) => weights.find((each) => each.reason === reason)?.points ?? NaN;
    const declared = points('declared-high');
    for (const row of ['DL-1 ICN-T1', 'EX-9 ICN-EXP']) {
      await wall.expectFigure('risk.score', declared + points('lead'), { row });
    }
    await wall.expectFigure('risk.reason', points('lead'), { row: 'EX-9 ICN-EXP lead' });
    await wall.expectFigure('risk.reason', declared, { row: 'EX-9 ICN-EXP declared-high' });
    await wall.db.query(`UPDATE live.risk_weight SET points = points + 500 WHERE reason = 'lead'`);
    await wall.expectFigure('risk.advice', 'hold', { row: 'EX-9 ICN-EXP', alarm: 'amber' });
    await wall.db.query(`UPDATE live.risk_weight SET points = points - 500 WHERE reason = 'lead'`);
  });

  it('Drug Information Center: version of the list, match latency, open steps', async () => {
    await wall.send(
      lead(
        {
          leadNo: 'DIC-1',
          partner: 'DIC',
          kind: 'watch-list',
          conveyance: 'KE674',
          listVersion: '2026-11.1',
          stepsDone: 1,
          stepsTotal: 5,
        },
        { time: at(-2 * DAY_MS), recordedtime: at(-2 * DAY_MS) },
      ),
      lead({
        leadNo: 'DIC-2',
        partner: 'DIC',
        kind: 'watch-list',
        conveyance: 'KE676',
        listVersion: '2026-11.2',
        stepsDone: 2,
        stepsTotal: 5,
      }),
    );
    const began = Date.now();
    await wall.send(arrival({ conveyance: 'KE674' }, { time: at(-MINUTE_MS) }));
    const sentMs = Date.now() - began;
    await wall.expectFigure('information.version', '2026-11.2');
    await wall.expectFigure('information.steps', 7);
    await wall.expectFigure('information.targets', 2);
    await wall.expectFigure('information.matched', 1);
    // The list was known for two days, the arrival when it came: the match was made before the sender had its answer.
    await wall.expectFigure('information.matchP50', /^\d+(\.\d+)?$/);
    const matchMs = Number(await wall.figure('information.matchP50').getAttribute('data-value'));
    expect(matchMs).toBeLessThanOrEqual(sentMs);
  });

  it('inspection on landing: countdown, team at the gate or not, inspected of those aboard', async () => {
    const flight = { leadNo: 'FL-1', partner: 'TH', kind: 'flight' as const, conveyance: 'TG690' };
    await wall.send(
      lead({ ...flight, port: 'ICN-T1', route: 'traveller', dueAt: at(20 * MINUTE_MS), aboard: 231 }),
    );
    wall.hurry();
    await wall.expectFigure('landings.team', '', { row: 'TG690', alarm: 'amber' });
    await wall.expectFigure('landings.inspected', 231, { row: 'TG690' });
    const team = { station: 'GT-3', port: 'ICN-T1' as const, route: 'traveller' as const };
    await wall.send(station({ ...team, kind: 'gate-team', state: 'up', conveyance: 'TG690', inspected: 0 }));
    wall.hurry();
    await wall.expectFigure('landings.team', 'GT-3', { row: 'TG690', alarm: null });
    await wall.send(
      arrival({ port: 'ICN-T1', conveyance: 'TG690', origin: 'TH', units: 231, risk: 'high' }),
      station({ ...team, kind: 'gate-team', state: 'up', conveyance: 'TG690', inspected: 57 }),
    );
    wall.hurry();
    await wall.expectFigure('landings.inspected', 57, { row: 'TG690', of: 231 });
  });

  it('cooperation: replies owed by partner and agency, and the age of the oldest', async () => {
    await wall.send(
      lead({ partner: 'US', kind: 'request', direction: 'in' }, { time: at(-20 * DAY_MS) }),
      lead({ partner: 'US', kind: 'request', direction: 'in' }, { time: at(-DAY_MS) }),
      lead({ partner: 'US', kind: 'request', direction: 'out' }),
      lead({ partner: 'KR', kind: 'request', direction: 'out' }),
    );
    await wall.expectFigure('requests.owed', 2, { row: 'US' });
    await wall.expectFigure('requests.asked', 1, { row: 'US' });
    await wall.expectFigure('requests.asked', 1, { row: 'KR' });
    await wall.expectFigure('requests.owedAge', /^17280\d\d$/, {
      row: 'US',
      alarm: 'amber',
      text: /20 days/,
    });
  });
});
