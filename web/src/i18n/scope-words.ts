import { CUSTOMS_HOUSES } from '../../../server/contract/ports.ts';
import { shorten, type Format } from './format.ts';

/** `port:ICN-T2/route:traveller` in words. */
export function scopeWords(scope: string, format: Format): string {
  if (scope === 'headquarters') return format.words.headquarters;
  return scope
    .split('/')
    .map((part) => {
      const [kind, name = ''] = part.split(':');
      if (kind === 'port') return format.port(name);
      if (kind === 'route') return format.route(name);
      const house = CUSTOMS_HOUSES.find(({ code }) => code === name);
      return house ? house[format.language] : shorten(part, 24);
    })
    .join(' · ');
}
