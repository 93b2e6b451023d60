import type { Deed } from './deeds.svelte.ts';

/** Keys that do something to the alarm that is chosen. */
export const KEY_DEEDS: Readonly<Record<string, Deed>> = { a: 'acknowledge', t: 'take', s: 'shelve' };

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, j: 1, J: 1, ArrowUp: -1, k: -1, K: -1 };

/** What a key leads to from the row that has the focus; `null`: it is no such key, or there is no further row. */
export function nextOf(key: string, list: HTMLElement | undefined): HTMLElement | null {
  const step = STEPS[key];
  if (step === undefined || !list) return null;
  const stops = [...list.querySelectorAll<HTMLElement>('[data-nav]')];
  const row = document.activeElement?.closest('li');
  const at = stops.findIndex((stop) => stop.closest('li') === row);
  return stops[at < 0 ? (step === 1 ? 0 : stops.length - 1) : at + step] ?? null;
}
