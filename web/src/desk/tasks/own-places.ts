import { ROUTES } from '../../../../server/contract/routes.ts';
import { parseScope } from '../../../../server/contract/scope.ts';

/** Whether something at a place may be acted on with these scopes: what the server will say, so that only such are offered. */
export function placeWithinScopes(
  port: string | null,
  route: string | null,
  granted: readonly string[],
): boolean {
  if (granted.includes('headquarters')) return true;
  if (port === null && route === null) return false;
  return granted.some((text) => {
    const scope = parseScope(text);
    if (scope === null) return false;
    if (port === null) return text === `route:${route}`;
    return route === null ? ROUTES.every((each) => scope.covers(port, each)) : scope.covers(port, route);
  });
}
