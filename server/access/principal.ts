import { ROUTES } from '../contract/routes.ts';
import { parseScope, type Scope } from '../contract/scope.ts';
import { RIGHTS_OF, type Right, type Role } from '../contract/roles.ts';
import { knownPorts } from '../contract/site-in-force.ts';

/** Who asks. */
export type Principal =
  /** Showed nothing. */
  | { readonly kind: 'guest' }
  /** A paired screen: reads its one scope of its one realm. */
  | { readonly kind: 'screen'; readonly id: number; readonly realm: string; readonly scope: string }
  /** The driver of a drill of that number: it watches the drill's realm, while that is open. */
  | { readonly kind: 'driver'; readonly id: number; readonly realm: string }
  | {
      readonly kind: 'account';
      readonly id: number;
      readonly sessionId: number;
      readonly name: string;
      readonly roles: readonly Role[];
      readonly scopes: readonly string[];
    };

export type Account = Extract<Principal, { kind: 'account' }>;

export const GUEST: Principal = { kind: 'guest' };

/** As the audit log names it. */
export function actorOf(principal: Principal): string {
  return principal.kind === 'guest' ? 'guest' : `${principal.kind}:${principal.id}`;
}

/** Whether the principal has the right at all; in which scope is another question ({@link withinScopes}). */
export function hasRight(principal: Principal, right: Right): boolean {
  if (right === 'public') return true;
  switch (principal.kind) {
    case 'guest':
      return false;
    case 'screen':
    case 'driver':
      return right === 'read';
    case 'account':
      return principal.roles.some((role) => RIGHTS_OF[role].includes(right));
  }
}

/** All rights of a principal, each once; guests' reading depends on the realm and is not among them. */
export function rightsOf(principal: Principal): Right[] {
  if (principal.kind === 'guest') return [];
  if (principal.kind !== 'account') return ['read'];
  return [...new Set(principal.roles.flatMap((role) => RIGHTS_OF[role]))];
}

/** The scopes that a principal watches; a guest has none of its own. */
export function scopesOf(principal: Principal): readonly string[] {
  switch (principal.kind) {
    case 'guest':
      return [];
    case 'screen':
      return [principal.scope];
    case 'driver':
      return ['headquarters'];
    case 'account':
      return principal.scopes;
  }
}

/** Whether all that a scope covers lies within the granted ones together. Headquarters' is more than all ports and routes. */
export function withinScopes(scope: Scope, granted: readonly string[]): boolean {
  if (granted.includes('headquarters')) return true;
  if (scope.text === 'headquarters') return false;
  const scopes = granted.map(parseScope).filter((each) => each !== null);
  return knownPorts().every(({ code }) =>
    ROUTES.every((route) => !scope.covers(code, route) || scopes.some(({ covers }) => covers(code, route))),
  );
}

/** Whether something at a place lies within the granted scopes; what belongs to no place is headquarters'. */
export function placeWithin(port: string | null, route: string | null, granted: readonly string[]): boolean {
  if (granted.includes('headquarters')) return true;
  if (port === null && route === null) return false;
  const scopes = granted.map(parseScope).filter((each) => each !== null);
  return scopes.some(({ covers, text }) =>
    port !== null && route !== null
      ? covers(port, route)
      : port !== null
        ? ROUTES.every((each) => covers(port, each))
        : text === `route:${route}`,
  );
}
