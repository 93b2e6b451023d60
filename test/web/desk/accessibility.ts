import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * Faults that axe finds on a page, in words: the serious and critical ones, or `all`.
 * @param within selector of a part, where the rest has been looked at
 */
export async function seriousFaults(
  page: Page,
  { all = false, within }: { all?: boolean; within?: string } = {},
): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  // Words only: the whole results are megabytes on their way out of the browser.
  return page.evaluate(
    async ([all, within]) => {
      const inPage = (globalThis as unknown as { axe: typeof axe }).axe;
      const { violations } = await inPage.run(within ?? document, { resultTypes: ['violations'] });
      return violations
        .filter(({ impact }) => all || impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) =>
          nodes.map(({ failureSummary, html }) => `${id}: ${html} ${failureSummary ?? ''}`),
        );
    },
    [all, within ?? null] as const,
  );
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
