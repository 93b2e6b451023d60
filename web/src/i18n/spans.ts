import type { Format, Language } from './format.ts';

const HOUR_MS = 3_600_000;

/** Minutes and seconds under an hour, then less exact, in words: nobody counts the seconds of a far moment. */
export function countdown(ms: number, format: Format): string {
  if (ms >= 100 * 60_000) return format.age(ms);
  if (ms >= HOUR_MS) return minutes(ms, format.language);
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

/** Whole minutes up to three hours, so that 61 and 119 minutes are not the same; then as any age. */
export function elapsed(ms: number, format: Format): string {
  return ms < 3 * HOUR_MS ? minutes(ms, format.language) : format.age(ms);
}

function minutes(ms: number, language: Language): string {
  return `${Math.floor(ms / 60_000)}${language === 'ko' ? '분' : ' min'}`;
}

/** Milliseconds of work, short: 0.4 s, 12 s, 3 min. */
export function latency(ms: number, format: Format): string {
  if (ms >= 10_000) return format.age(ms);
  return `${(Math.floor(ms / 100) / 10).toFixed(1)}${format.language === 'ko' ? '초' : ' s'}`;
}

/** US dollars, short. */
export function dollars(amount: number, format: Format): string {
  const style = {
    notation: 'compact',
    style: 'currency',
    currency: 'USD',
    maximumSignificantDigits: 2,
  } as const;
  return new Intl.NumberFormat(format.language === 'ko' ? 'ko-KR' : 'en-GB', style).format(amount);
}

/** A reference whose end tells it apart. */
export function ending(text: string, letters: number): string {
  const all = [...text];
  return all.length <= letters ? text : `…${all.slice(1 - letters).join('')}`;
}
