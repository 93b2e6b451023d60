import { afterAll, beforeAll, describe, it } from 'vitest';
import { siteDay, samePeriodLastYear } from '../../../server/contract/days.ts';
import { onOneEngine } from '../../support/engines.ts';
import { bulletin, correction, indicator, seizure } from '../../support/events.ts';
import { CapabilityWall } from './capability-wall.ts';

const iso = (at: number) => new Date(at).toISOString();
const DAY_MS = 86_400_000;

onOneEngine('record statistics and programmes', (engine) => {
  let wall: CapabilityWall;
  const now = Date.now();
  const year = Number(siteDay(now).slice(0, 4));
  const yearAgo = samePeriodLastYear(now, now).from;
  /** The day after, where it is of that year as well. */
  const laterThatYear = siteDay(yearAgo + DAY_MS).startsWith(String(year - 1)) ? [yearAgo + DAY_MS] : [];

  beforeAll(async () => {
    wall = await CapabilityWall.open(engine);
  }, 180_000);
  afterAll(() => wall?.close());

  describe('record statistics', () => {
    it('compare the year to date with the same dates a year before, by route, substance, origin and port', async () => {
      await wall.send(
        ...[1, 2, 3].map(() =>
          seizure({ grams: 400, origin: 'TH', substance: 'ketamine' }, { time: iso(now) }),
        ),
        seizure(
          { port: 'GMP', route: 'traveller', grams: 50, origin: 'US', substance: 'cannabis' },
          { time: iso(now) },
        ),
        seizure(
          { grams: 90, origin: 'TH', substance: 'ketamine' },
          { time: iso(yearAgo), recordedtime: iso(yearAgo) },
        ),
        // Later in that year than today: no part of the same period.
        ...laterThatYear.map((time) =>
          seizure({ grams: 5_000, origin: 'TH' }, { time: iso(time), recordedtime: iso(time) }),
        ),
        // The published record counts drugs.
        seizure({ category: 'firearm', item: 'pistol' }, { time: iso(now) }),
      );
      await wall.show('record');
      await wall.expectFigure('record.cases', 4);
      await wall.expectFigure('record.grams', 1_250);
      await wall.expectFigure('statistics.cases', 3, { row: 'byRoute express' });
      await wall.expectFigure('statistics.change', 2, { row: 'byRoute express', of: 1 });
      await wall.expectFigure('statistics.cases', 1, { row: 'byRoute traveller' });
      await wall.expectFigure('statistics.cases', 3, { row: 'bySubstance ketamine' });
      await wall.expectFigure('statistics.grams', 1_200, { row: 'bySubstance ketamine' });
      await wall.expectFigure('statistics.cases', 3, { row: 'byOrigin TH' });
      await wall.expectFigure('statistics.change', 2, { row: 'byOrigin TH', of: 1 });
      await wall.expectFigure('statistics.cases', 3, { row: 'byPort ICN-EXP' });
    });

    it('show what was announced beside what is known now', async () => {
      const from = `${year - 1}-01-01`;
      const to = siteDay(yearAgo);
      const announcedAt = yearAgo + 5 * DAY_MS;
      await wall.send(
        bulletin(
          { kind: 'announcement', periodFrom: from, periodTo: to, title: 'Figures of the year' },
          { time: iso(announcedAt), recordedtime: iso(announcedAt) },
        ),
        // Of the same period, and disclosed today.
        seizure({ grams: 300_000, substance: 'cocaine' }, { time: iso(yearAgo) }),
      );
      await wall.expectFigure('announced.cases', 1);
      await wall.expectFigure('announced.grams', 90);
      await wall.expectFigure('announced.casesNow', 2);
      await wall.expectFigure('announced.gramsNow', 300_090);
    });
  });

  describe('programmes', () => {
    it('show each indicator with target, period and age, and mark what is behind', async () => {
      const stated = indicator(
        {
          name: 'cbam.exporters',
          value: 80,
          unit: 'firms',
          period: `${year}-01`,
          target: 100,
          en: 'CBAM help',
        },
        { time: iso(now - 3 * DAY_MS) },
      );
      await wall.send(
        stated,
        indicator({ name: 'revenue.customs', value: 95, unit: '%', period: String(year), target: 100 }),
      );
      await wall.show('programme');
      await wall.expectFigure('indicator.value', 80, { row: 'cbam.exporters', alarm: 'amber' });
      await wall.expectFigure('indicator.target', 100, { row: 'cbam.exporters' });
      await wall.expectFigure('indicator.age', iso(now - 3 * DAY_MS), {
        row: 'cbam.exporters',
        text: /3 days/,
      });
      await wall.expectFigure('indicator.value', 95, { row: 'revenue.customs', alarm: null });
      await wall.send(correction(stated, { changes: { value: 101 } }));
      await wall.expectFigure('indicator.value', 101, { row: 'cbam.exporters', alarm: null });
    });

    it('count bulletins by HS heading, and say how old the newest digest is', async () => {
      await wall.send(
        bulletin({ kind: 'origin-determination', country: 'US', hsHeading: '8507' }),
        bulletin({ kind: 'tariff-classification', hsHeading: '8507' }),
        bulletin({ kind: 'tariff-classification', hsHeading: '8524', status: 'draft' }),
        bulletin({ kind: 'digest', title: 'Digest' }, { time: iso(now - 40 * DAY_MS) }),
      );
      await wall.expectFigure('bulletins.heading', 2, { row: '8507' });
      await wall.expectFigure('bulletins.drafts', 1);
      await wall.expectFigure('bulletins.digestAge', iso(now - 40 * DAY_MS), { alarm: 'amber' });
      await wall.send(bulletin({ kind: 'digest', title: 'Newer digest' }, { time: iso(now) }));
      await wall.expectFigure('bulletins.digestAge', iso(now), { alarm: null });
    });
  });
});
