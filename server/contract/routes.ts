/** The entry routes: every arrival, verdict and seizure belongs to exactly one. */
export const ROUTES = ['traveller', 'express', 'mail', 'cargo'] as const;
export type Route = (typeof ROUTES)[number];

export function isRoute(text: string): text is Route {
  return (ROUTES as readonly string[]).includes(text);
}
