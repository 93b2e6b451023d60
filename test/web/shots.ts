import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const FOLDER = fileURLToPath(new URL('../screenshots', import.meta.url));
/** A picture costs as much as everything else that is looked at: they are taken where somebody asks for them. */
export const SHOTS_WANTED = process.env['TEST_SHOTS'] === '1';

/** Writes `test/screenshots/NAME.png` where `TEST_SHOTS=1` asks for pictures. */
export async function shot(page: Page, name: string): Promise<void> {
  if (!SHOTS_WANTED) return;
  await mkdir(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}
