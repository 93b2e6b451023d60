import type { Format } from '../i18n/format.ts';
import type { Place } from '../state/places.svelte.ts';

/** Ports side by side go by the shortest of their names; Incheon's terminals and centres by that of the airport. */
export function placeName({ ports }: Place, format: Format): string {
  if (ports.length > 1 && ports.some((port) => port.startsWith('ICN-'))) return format.words.incheonAirport;
  return ports.map((port) => format.port(port)).reduce((a, b) => (b.length < a.length ? b : a));
}
