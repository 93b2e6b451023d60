import { expect, it } from 'vitest';
import { onOneEngine } from '../../support/engines.ts';
import { signedIn } from '../../support/people.ts';
import { generateShift } from '../../server/duty/generated-shift.ts';
import { seriousFaults } from './accessibility.ts';
import { desksOf } from './desk-browser.ts';

const HOUR = 3_600_000;

onOneEngine('the page of handovers', (engine) => {
  const desks = desksOf(engine, {
    prepare: async (db) => {
      const people = [
        await signedIn(db, ['duty-manager'], { name: 'Kim' }),
        await signedIn(db, ['duty-manager'], { name: 'Lee' }),
      ];
      const now = Math.floor(Date.now() / 60_000) * 60_000;
      await generateShift(db, people, [now - 12 * HOUR, now]);
    },
  });

  it(
    'makes a report, signs it, and somebody else confirms it; on paper it is black on white',
    { timeout: 120_000 },
    async () => {
      const desk = await desks.open();
      const { database, page } = desk;
      await desk.open('/desk/handover');
      await page.getByText('No signed report').waitFor();
      await expect.poll(() => page.getByLabel(/^From/).inputValue()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/);
      await page.getByRole('button', { name: 'Show the report' }).press('Enter');
      await page.getByTestId('report').waitFor();
      await page.getByLabel(/^What the figures do not say/).fill('Fog at Gimpo <b>until six</b>');
      await page.getByLabel(/^What the figures do not say/).press('Enter');
      await expect.poll(() => page.url()).toMatch(/\/desk\/handover\/\d+$/);
      const report = page.getByTestId('report');
      await report.getByText('as it was signed').waitFor();
      await report.getByText('Fog at Gimpo <b>until six</b>').waitFor();
      expect(await seriousFaults(page)).toEqual([]);

      // The page equals what is kept.
      const [kept] = await database.db.query<any>(
        `SELECT report, encode(sha256, 'hex') AS sha FROM live.handover`,
      );
      expect(await report.textContent()).toContain(kept.sha);
      for (const [kind, attribute] of [
        ['alarms', 'data-alarm'],
        ['tasks', 'data-task'],
      ] as const) {
        const open = kept.report[kind].filter(
          (row: any) => (row.endedAt ?? row.closedAt ?? null) === null,
        ).length;
        expect(open).toBeGreaterThan(0);
        // Once in what is open, once in what happened.
        expect(await report.locator(`tr[${attribute}]`).count()).toBe(kept.report[kind].length + open);
      }
      expect(await page.getByRole('button', { name: 'Confirm receipt' }).getAttribute('aria-disabled')).toBe(
        'true',
      );

      const other = await desk.another({ name: 'Park', path: new URL(page.url()).pathname });
      await other.getByRole('button', { name: 'Confirm receipt' }).press('Enter');
      await expect.poll(() => other.getByTestId('received').textContent()).toMatch(/^\s*Park · /);

      await page.emulateMedia({ media: 'print' });
      const look = await page.evaluate(() => {
        const of = (query: string) => getComputedStyle(document.querySelector(query) ?? document.body);
        return {
          ground: of('html').backgroundColor,
          ink: of('[data-testid=report] td').color,
          nav: of('header').display,
        };
      });
      expect(look).toEqual({ ground: 'rgb(255, 255, 255)', ink: 'rgb(0, 0, 0)', nav: 'none' });
      const paper = await page.pdf({ preferCSSPageSize: true, printBackground: true });
      // A4: 210 × 297 mm in points, and more than one page of it.
      const text = paper.toString('latin1');
      expect(/\/MediaBox \[0 0 (595|594)(\.\d+)? (842|841)(\.\d+)?\]/.test(text)).toBe(true);
      expect(text.match(/\/Type \/Page\b/g)?.length ?? 0).toBeGreaterThan(1);
    },
  );
});
