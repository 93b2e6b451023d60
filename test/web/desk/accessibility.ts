import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Serious and critical faults that axe finds on a page, in words. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    async () => await (globalThis as unknown as { axe: typeof axe }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ help, nodes }) => `${help}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Runs in the page: text that its box cuts off, or that lies beyond the window's edge where nothing scrolls to it. */
export function cutText(): string[] {
  const cut: string[] = [];
  if (document.documentElement.scrollWidth > innerWidth)
    cut.push(`the page is ${document.documentElement.scrollWidth} wide`);
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    if (element.closest('.unseen') || element.getClientRects().length === 0) continue;
    const { overflowX, overflowY } = getComputedStyle(element);
    const wide = /hidden|clip/.test(overflowX) && element.scrollWidth > element.clientWidth + 1;
    const high = /hidden|clip/.test(overflowY) && element.scrollHeight > element.clientHeight + 1;
    if (wide || high) cut.push(element.outerHTML.slice(0, 120));
  }
  return cut;
}
