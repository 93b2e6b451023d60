import { afterAll, beforeAll, it } from 'vitest';
import { onOneEngine } from '../../support/engines.ts';
import { correction, declaration, lead, seizure } from '../../support/events.ts';
import { CapabilityWall } from './capability-wall.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

onOneEngine('cases, trade security and money', (engine) => {
  let wall: CapabilityWall;
  const now = Date.now();
  const at = (ms: number) => new Date(now + ms).toISOString();

  beforeAll(async () => {
    wall = await CapabilityWall.open(engine);
    await wall.show('trade');
  }, 180_000);
  afterAll(() => wall?.close());

  it('major case: the clock runs from the seizure until the investigation accepts it', async () => {
    const major = seizure({ caseNo: 'M-1', grams: 4_200 }, { time: at(-90 * MINUTE_MS) });
    await wall.send(major, seizure({ caseNo: 'M-2', grams: 12 }, { time: at(-90 * MINUTE_MS) }));
    await wall.expectFigure('investigations.waiting', 1, { alarm: 'amber' });
    await wall.expectFigure('investigations.grams', 4_200, { row: 'M-1' });
    await wall.send(correction(major, { changes: { investigationAcceptedAt: at(-30 * MINUTE_MS) } }));
    await wall.expectFigure('investigations.accepted', 1);
    await wall.expectFigure('investigations.median', 3_600);
  });

  it('currency carry-out: strictly above US$10,000, undeclared, repeat couriers', async () => {
    await wall.send(
      declaration({ result: 'nothing' }),
      declaration({ amountUsd: 10_000 }),
      declaration({ amountUsd: 10_000.01 }),
      declaration({ amountUsd: 30_000 }),
      declaration({ result: 'undeclared', amountUsd: 80_000, amountKrw: 110_000_000, courier: 'c0ur1er-a' }),
      declaration({ result: 'undeclared', amountUsd: 9_000, amountKrw: 12_000_000, courier: 'c0ur1er-a' }),
      declaration({ amountUsd: 11_000, direction: 'in' }),
    );
    await wall.expectFigure('currency.checks', 6);
    await wall.expectFigure('currency.declaredAbove', 2);
    await wall.expectFigure('currency.declaredUsd', 40_000.01);
    await wall.expectFigure('currency.undeclared', 1);
    await wall.expectFigure('currency.undeclaredKrw', 110_000_000);
    const third = declaration({ amountUsd: 9_500, courier: 'c0ur1er-a' });
    await wall.send(third);
    await wall.expectFigure('couriers.repeat', 1);
    await wall.expectFigure('couriers.busiest', 3);
    await wall.send(correction(third, { retracted: true }));
    await wall.expectFigure('currency.checks', 6);
  });

  it('firearms: weapons red at once, nailers counted apart', async () => {
    const nailers = { category: 'firearm', item: 'powder-actuated-nailer', quantity: 40 } as const;
    await wall.send(seizure({ ...nailers, caseNo: 'N-1' }));
    await wall.expectFigure('weapons.nailersToday', 40, { alarm: null });
    await wall.expectFigure('weapons.firearmsToday', 0, { alarm: null });
    await wall.send(
      seizure({
        caseNo: 'F-1',
        port: 'GMP',
        route: 'traveller',
        category: 'firearm',
        item: 'pistol',
        quantity: 2,
      }),
    );
    await wall.expectFigure('weapons.firearmsToday', 2, { alarm: 'red' });
    await wall.expectFigure('weapons.firearm', 2, { row: 'F-1', alarm: 'red' });
    await wall.expectFigure('weapons.nailersToday', 40);
  });

  it('gun parts of one weapon that come to several ports make a set to hold', async () => {
    const part = (name: string, port: 'ICN-EXP' | 'PTK-EXP') =>
      seizure({ port, route: 'express', category: 'gun-part', part: name, weapon: 'glock-19' });
    await wall.send(part('frame', 'ICN-EXP'), part('barrel', 'ICN-EXP'));
    await wall.expectFigure('weapons.gunPartsToday', 2);
    await wall.send(part('slide', 'PTK-EXP'));
    await wall.expectFigure('gunParts.sets', 1, { alarm: 'amber' });
    await wall.expectFigure('gunParts.there', 3, { row: 'glock-19', of: 4, alarm: null });
    await wall.send(part('trigger', 'PTK-EXP'));
    await wall.expectFigure('gunParts.there', 4, { row: 'glock-19', of: 4, alarm: 'amber' });
  });

  it('trade security: origin laundering and strategic goods, cases and won, not yet referred', async () => {
    const held = seizure({
      category: 'other',
      offence: 'strategic-goods',
      amountKrw: 3_000_000_000,
      port: 'KRPUS',
      route: 'cargo',
    });
    await wall.send(
      held,
      seizure({
        category: 'other',
        offence: 'origin-laundering',
        amountKrw: 1_000_000_000,
        port: 'KRPUS',
        route: 'cargo',
      }),
    );
    await wall.expectFigure('offences.cases', 1, { row: 'strategic-goods' });
    await wall.expectFigure('offences.amount', 3_000_000_000, { row: 'strategic-goods' });
    await wall.expectFigure('offences.unreferred', 1, { row: 'strategic-goods', of: 1 });
    await wall.send(correction(held, { changes: { referredAt: at(0) } }));
    await wall.expectFigure('offences.unreferred', 0, { row: 'strategic-goods', of: 1 });
    await wall.expectFigure('offences.unreferred', 1, { row: 'origin-laundering', of: 1 });
  });

  it('minor leads with something in common are linked from the third on', async () => {
    const minor = (no: number, amountKrw: number) =>
      lead(
        { leadNo: `ML-${no}`, partner: 'KR', kind: 'minor', link: 'acct-7731', amountKrw },
        {
          time: at(-no * DAY_MS),
        },
      );
    await wall.send(minor(1, 10_000_000), minor(2, 20_000_000));
    await wall.send(minor(3, 30_000_000));
    await wall.expectFigure('minorLeads.leads', 3, { row: 'acct-7731' });
    await wall.expectFigure('minorLeads.amount', 60_000_000, { row: 'acct-7731' });
    await wall.expectFigure('minorLeads.state', 'waiting', { row: 'acct-7731' });
  });

  it('voice phishing: tagged cases, and whether the partner was told and has answered', async () => {
    await wall.send(
      seizure({ caseNo: 'VP-1', category: 'currency', offence: 'voice-phishing', amountKrw: 90_000_000 }),
      seizure({ caseNo: 'VP-2', category: 'currency', offence: 'voice-phishing', amountKrw: 10_000_000 }),
    );
    await wall.expectFigure('offences.cases', 2, { row: 'voice-phishing' });
    await wall.expectFigure('offences.notified', 0, { of: 2 });
    const request = {
      leadNo: 'RQ-1',
      partner: 'KH',
      kind: 'request',
      direction: 'out',
      caseNo: 'VP-1',
    } as const;
    await wall.send(lead(request, { time: at(-DAY_MS) }));
    await wall.expectFigure('offences.notified', 1, { of: 2 });
    await wall.send(lead({ ...request, status: 'closed' }));
    await wall.expectFigure('offences.answered', 1, { of: 1 });
  });
});
