import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { BorderEvent } from '../../../server/contract/events.ts';
import { eventually } from '../../support/screen.ts';
import { onOneEngine } from '../../support/engines.ts';
import { arrival, correction, declaration, seizure, station, verdict } from '../../support/events.ts';
import { seriousFaults } from './accessibility.ts';
import { desksOf } from './desk-browser.ts';

const PLACE = { port: 'ICN-EXP', route: 'express' } as const;
const HERE = `/desk/routes/${PLACE.port}/${PLACE.route}`;

onOneEngine('the routes’ desk', (engine) => {
  const desks = desksOf(engine);
  let page: Page;
  // The same happened for all tests: they only read it.
  beforeAll(async () => {
    const token = await desks.server.token('test', { maySetRecordedTime: true });
    const type = 'application/cloudevents-batch+json';
    const events = someEvents();
    const { body } = await desks.server.post('/api/v1/events', token, type, JSON.stringify(events));
    expect(body).toMatchObject({ accepted: events.length });
  });

  const at = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();
  const read = (subject: string, data: object, seconds: number) =>
    verdict({ ...PLACE, subject, ...data }, { time: at(seconds) });

  function someEvents(): BorderEvent[] {
    const amended = arrival({ ...PLACE, units: 30 }, { time: at(130) });
    return [
      arrival({ ...PLACE, units: 200 }, { time: at(140) }),
      amended,
      correction(amended, { changes: { units: 33 } }),
      ...Array.from({ length: 130 }, (_, n) =>
        read(
          `i-${n}`,
          { result: n < 7 ? 'suspect' : 'clear', ...(n === 20 && { origin: 'TH', scanMs: 6_999 }) },
          120 - n / 4,
        ),
      ),
      read('i-0', { stage: 'secondary', by: 'officer', result: 'confirmed', station: 'SEAT-1' }, 60),
      seizure({ ...PLACE, caseNo: '=1+1', grams: 1_200 }, { time: at(50) }),
      station({ ...PLACE, station: 'XR-1', state: 'down' }, { time: at(40) }),
      declaration({ ...PLACE }, { time: at(30) }),
    ];
  }
  const figure = (name: string) => page.locator(`[data-figure="${name}"]`);
  const value = (name: string) => figure(name).getAttribute('data-value');
  const measured = () => page.getByTestId('measured');
  const heading = () => page.getByRole('heading', { level: 1 }).textContent();

  it(
    'leads from a place to its figures, and from a figure to exactly the rows behind it',
    { meta: { slow: 'a page is opened for each figure' } },
    async () => {
      ({ page } = await desks.open({
        roles: ['viewer'],
        path: '/desk/routes',
        size: { width: 1920, height: 1080 },
      }));
      const row = page.locator('[data-place="ICN-EXP express"]');
      await expect.poll(() => row.textContent(), { timeout: 20_000 }).toContain('▲');
      await row.getByRole('link').click();
      await expect.poll(heading).toBe('Incheon air express · Express');
      await expect.poll(() => value('today.primary'), { timeout: 20_000 }).toBe('130');
      await expect.poll(() => value('today.units')).toBe('233');
      await expect.poll(() => value('queue.flagged'), { timeout: 20_000 }).toBe('6');
      await expect.poll(() => value('matrix.suspect.confirmed'), { timeout: 20_000 }).toBe('1');
      await expect.poll(() => value('stations.x-ray.down'), { timeout: 20_000 }).toBe('1');
      await expect.poll(() => value('currency.checks'), { timeout: 20_000 }).toBe('1');
      await expect.poll(() => value('investigations.waiting'), { timeout: 20_000 }).toBe('1');
      await expect.poll(() => value('clearance.queued'), { timeout: 20_000 }).toBe('7');
      await expect.poll(() => value('readings.short'), { timeout: 20_000 }).toBe('1');
      expect(await figure('matrix.clear.pending').evaluate((element) => element.tagName)).toBe('SPAN');

      expect(await seriousFaults(page)).toEqual([]);

      // Each figure that is a link leads to as many rows as it says, once the panels that are read by the clock have come.
      await eventually(async () => {
        const links = await page.locator('a[data-figure]').evaluateAll((all) =>
          all.map((link) => ({
            name: link.getAttribute('data-figure')!,
            value: link.getAttribute('data-value')!,
            address: link.getAttribute('href')!,
          })),
        );
        expect(links.length).toBeGreaterThan(40);
        const answers = (await page.evaluate(
          (paths) => Promise.all(paths.map(async (path) => (await fetch(path)).json())),
          links.map(({ address }) => address.replace('/desk/routes/rows', '/api/v1/rows')),
        )) as { measured: { rows: number; sum: number | null } }[];
        const wrong = links.flatMap(({ name, value: said }, at) => {
          const { rows, sum } = answers[at]?.measured ?? { rows: NaN, sum: null };
          return (sum ?? rows) === Number(said) ? [] : [`${name}: ${said}, and ${sum ?? rows} in its rows`];
        });
        expect(wrong).toEqual([]);
      }, 20_000);

      await figure('today.flagged').focus();
      await page.keyboard.press('Enter');
      await expect.poll(heading).toBe('Verdicts: rows');
      await expect.poll(() => measured().getAttribute('data-rows')).toBe('7');
      expect(await page.locator('tbody tr').count()).toBe(7);
      expect(await seriousFaults(page)).toEqual([]);
      expect(await page.locator('td[data-column="result"]').allTextContents()).toEqual(
        Array(7).fill('suspect'),
      );
      await page.goBack();
      await expect.poll(heading).toBe('Incheon air express · Express');
      await figure('today.units').click();
      await expect.poll(() => measured().getAttribute('data-sum')).toBe('233');
      await page.locator('summary', { hasText: 'corrected' }).click();
      expect(await page.locator('tr.corrected').textContent()).toContain('Units: 30 → 33');
    },
  );

  it('filters, turns pages and keeps its address', async () => {
    const desk = await desks.open({ roles: ['viewer'], expected: /422/ });
    ({ page } = desk);
    await desk.open('/desk/routes/rows/verdict?port=ICN-EXP&route=express&stage=primary');
    const pager = page.getByRole('navigation', { name: 'Page', exact: true });
    await expect.poll(() => pager.textContent()).toContain('1–100 of 130');
    const subjects = () => page.locator('td[data-column="subject"]').allTextContents();
    const first = await subjects();
    await pager.getByRole('button', { name: 'Next' }).click();
    await expect.poll(() => pager.textContent()).toContain('101–130 of 130');
    const second = await subjects();
    expect(new Set([...first, ...second]).size).toBe(130);
    await page.reload();
    await expect.poll(subjects).toEqual(second);
    await pager.getByRole('button', { name: 'Previous' }).click();
    await expect.poll(subjects).toEqual(first);

    await page.getByLabel('Result').selectOption({ label: 'suspect or confirmed' });
    await page.getByRole('button', { name: 'Show' }).click();
    await expect.poll(() => measured().getAttribute('data-rows')).toBe('7');
    expect(new URL(page.url()).searchParams.get('result')).toBe('not-clear');
    await page.getByLabel('From').fill('yesterday');
    await page.getByLabel('To').fill('2026-01-01');
    await page.getByRole('button', { name: 'Show' }).click();
    await expect.poll(() => page.getByTestId('problem').textContent()).toContain('from is neither');
  });

  it('exports what it shows, as CSV and as JSON', async () => {
    const desk = await desks.open({ roles: ['viewer'] });
    ({ page } = desk);
    await desk.open('/desk/routes/rows/verdict?port=ICN-EXP&route=express&stage=primary');
    await expect.poll(() => measured().getAttribute('data-rows')).toBe('130');
    const file = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name }).click(),
      ]);
      return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
    };
    const csv = await file('Export CSV');
    expect(csv.name).toMatch(/^gwanje-live-verdict-ICN-EXP-express-\d{8}-\d{8}\.csv$/);
    const [head = '', ...lines] = csv.text.replace('\uFEFF', '').trimEnd().split('\r\n');
    const column = head.split(',').indexOf('subject');
    const json = await file('Export JSON');
    const { rows } = JSON.parse(json.text) as { rows: { subject: string }[] };
    expect(rows.length).toBe(130);
    expect(lines.map((line) => line.split(',')[column])).toEqual(rows.map(({ subject }) => subject));

    await desk.open('/desk/routes/rows/seizure?port=ICN-EXP&route=express');
    await expect.poll(() => measured().getAttribute('data-rows')).toBe('1');
    expect(await page.locator('td[data-column="caseNo"]').textContent()).toBe('=1+1');
    expect((await file('Export CSV')).text).toContain(",'=1+1,");
    const log = await desks.db.query<{ actor: string; detail: { rows: number } }>(
      `SELECT actor, detail FROM gwanje.audit WHERE action = 'rows.exported' ORDER BY seq`,
    );
    expect(log.map(({ detail }) => detail.rows)).toEqual([130, 130, 1]);
    expect(new Set(log.map(({ actor }) => actor))).toEqual(new Set([`account:${desk.person!.id}`]));
  });

  it('refuses another’s rows in words', async () => {
    const desk = await desks.open({
      roles: ['duty-manager'],
      scopes: ['port:ICN-EXP'],
      path: '/desk/routes/rows/arrival?port=PTK-EXP&route=express',
      expected: /403/,
    });
    ({ page } = desk);
    await expect.poll(() => page.getByTestId('problem').textContent()).toContain('not among your scopes');
    await desk.open(HERE);
    await page.waitForSelector('[data-testid="link"][data-state="live"]');
    await page.goto(`${desk.server.url}/desk/routes`);
    await expect.poll(() => page.locator('[data-place]').count(), { timeout: 20_000 }).toBe(1);
  });
});
