import { tick } from 'svelte';

/** Who listens to the page or uses the keyboard is at its heading. */
export function focusHeading(): void {
  const heading = document.querySelector<HTMLElement>('main h1');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus({ preventScroll: true });
}

/** Once what had the focus is gone, it is at what had it before, where that is still there, or else at the heading. */
export async function keepFocus(before: Element | null = null): Promise<void> {
  await tick();
  if (document.activeElement !== document.body) return;
  if (before instanceof HTMLElement && before.isConnected) before.focus();
  if (document.activeElement === document.body) focusHeading();
}
