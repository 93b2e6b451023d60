import { afterEach, expect, it } from 'vitest';
import { onEachEngine } from '../../support/engines.ts';
import { openDesk, type OpenDesk } from './desk-browser.ts';

onEachEngine('desk', (engine) => {
  let desk: OpenDesk | null = null;
  afterEach(async () => {
    const open = desk;
    desk = null;
    await open?.close();
  });

  it('shows who is signed in, what they may open, and that the link lives', async () => {
    desk = await openDesk(engine, { roles: ['viewer'] });
    const { page } = desk;
    expect(await page.title()).toBe('Alarms · Gwanje');
    expect(await page.getByTestId('who').textContent()).toBe('당직 관리자');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Alarms');
    await page.waitForSelector('[data-testid="link"][data-state="live"]');
    await expect.poll(() => page.getByTestId('clock').textContent()).toMatch(/^\d\d:\d\d:\d\d$/);
  });
});
