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
