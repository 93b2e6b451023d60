import { isRoute } from './routes.ts';
import { portOf, siteInForce } from './site-in-force.ts';

/**
 * What a screen watches, as text: `headquarters`, `house:incheon-airport`, `port:ICN-T2`,
 * `route:mail`, or a route at a port, `port:ICN-T2/route:traveller`.
 */
export interface Scope {
  text: string;
  /** Whether figures of this port and route belong to the scope. */
  covers(port: string, route: string): boolean;
}

export const HEADQUARTERS: Scope = { text: 'headquarters', covers: () => true };

/** Reads a scope. `null` when it names no known house, port or route: never a wider scope than asked. */
export function parseScope(text: string): Scope | null {
  if (text === 'headquarters') return HEADQUARTERS;
  const [first, second, ...rest] = text.split('/');
  if (first === undefined || rest.length > 0) return null;
  const [kind, name, ...more] = first.split(':');
  if (name === undefined || more.length > 0) return null;
  switch (kind) {
    case 'house':
      if (second !== undefined || siteInForce().office(name) === undefined) return null;
      return { text, covers: (port) => portOf(port)?.office === name };
    case 'route':
      if (second !== undefined || !isRoute(name)) return null;
      return { text, covers: (_port, route) => route === name };
    case 'port': {
      if (!portOf(name)) return null;
      if (second === undefined) return { text, covers: (port) => port === name };
      const [routeKind, routeName, ...others] = second.split(':');
      if (others.length > 0 || routeKind !== 'route' || routeName === undefined || !isRoute(routeName))
        return null;
      return { text, covers: (port, route) => port === name && route === routeName };
    }
    default:
      return null;
  }
}
