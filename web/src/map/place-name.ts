import type { Format } from '../i18n/format.ts';
import type { Place } from '../state/places.svelte.ts';

export function placeName(place: Place, format: Format): string {
  const [first = ''] = place.ports;
  return place.ports.length > 1 ? format.words.incheonAirport : format.port(first);
}
