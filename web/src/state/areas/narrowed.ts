import type { Route } from '../../../../server/contract/routes.ts';
import type { Scope } from '../../../../server/contract/scope.ts';
import type { Covers } from '../cells-of.ts';

/** The scope of the screen, or of it one route: a view of a route shows the same panels, of less. */
export function narrowed(scope: Scope, route: Route | undefined): Covers {
  return route === undefined
    ? scope.covers
    : (port, ofRoute) => ofRoute === route && scope.covers(port, ofRoute);
}

/** Milliseconds since a moment, ISO 8601; never below zero. */
export function since(asOf: number, time: string): number {
  return Math.max(0, asOf - Date.parse(time));
}

/** Sum of what a pick gives of each. */
export function sumOf<T>(all: readonly T[], pick: (one: T) => number): number {
  return all.reduce((sum, one) => sum + pick(one), 0);
}

/** The earlier of two moments, ISO 8601. */
export function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return Date.parse(other) < Date.parse(one) ? other : one;
}
