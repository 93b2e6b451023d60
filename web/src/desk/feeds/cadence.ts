import type { Format } from '../../i18n/format.ts';
import type { deskFeedsWords } from '../../i18n/words/desk-feeds-words.ts';

/** What somebody has written as seconds; `null`: nothing. */
export function cadenceOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}

/** Without rounding: 90 seconds are not a minute. */
export function cadenceWords(
  seconds: number | null,
  format: Format,
  words: (typeof deskFeedsWords)['ko'],
): string {
  if (seconds === null) return words.undecided;
  const whole = [86_400, 3_600, 60, 1].some((unit) => seconds % unit === 0 && seconds / unit < 60);
  return words.every(whole ? format.age(seconds * 1_000) : words.seconds(format.count(seconds)));
}
