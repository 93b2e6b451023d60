import type { Format } from '../../i18n/format.ts';
import type { PlacedAlarm } from '../../state/alarm-cells.ts';

/** Where it is, in words. */
export function placeText(
  { port, route }: Pick<PlacedAlarm, 'port' | 'route'>,
  format: Format,
  everywhere: string,
): string {
  const parts = [port === null ? null : format.port(port), route === null ? null : format.route(route)];
  return parts.filter((part) => part !== null).join(' · ') || everywhere;
}

/** A figure: seconds as an age, others whole where they are large, and with three digits where they are shares or rates. */
export function figureText(value: number, format: Format, timed: boolean): string {
  // A moment that is still to come, or is past, has a sign.
  if (timed) return (value < 0 ? '−' : '') + format.age(Math.abs(value) * 1_000);
  const digits = Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return new Intl.NumberFormat(format.language === 'ko' ? 'ko-KR' : 'en-GB', digits).format(value);
}
