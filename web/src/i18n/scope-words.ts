import { siteInForce } from '../../../server/contract/site-in-force.ts';
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
      const office = siteInForce().office(name);
      return office ? format.named(office.name) : shorten(part, 24);
    })
    .join(' · ');
}
