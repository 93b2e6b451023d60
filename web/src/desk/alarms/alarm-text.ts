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

/** A figure of any unit: whole where it is large, with three digits where it is a share or a rate. */
export function figureText(value: number, { language }: Format): string {
  const digits = Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return new Intl.NumberFormat(language === 'ko' ? 'ko-KR' : 'en-GB', digits).format(value);
}
