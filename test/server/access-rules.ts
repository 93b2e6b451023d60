import type { Right } from '../../server/contract/roles.ts';

/** Whom the tests send: people by their one role, and others by what they show. */
export const KNOWN = [
  'viewer',
  'duty-manager',
  'drill-director',
  'auditor',
  'administrator',
  'nobody',
  'screen',
  'feed',
  'control',
  'metrics',
] as const;
export type Known = (typeof KNOWN)[number];

const staff: readonly Known[] = ['viewer', 'duty-manager', 'drill-director', 'auditor', 'administrator'];

/**
 * Who passes where a right is asked for. Written by hand from what the roles are for, not taken from the code that decides,
 * so that a looser rule there is found here.
 */
export const MAY: Readonly<Record<Right, readonly Known[]>> = {
  public: KNOWN,
  feed: ['feed'],
  drive: [],
  control: ['control'],
  read: [...staff, 'screen'],
  look: staff,
  act: ['duty-manager'],
  self: staff,
  screens: ['duty-manager', 'administrator'],
  feeds: ['administrator'],
  accounts: ['administrator'],
  drills: ['drill-director'],
  audit: ['auditor', 'administrator'],
  site: ['administrator'],
  monitor: ['administrator', 'metrics'],
};

/** What each address asks for; the first that fits counts. Whoever adds a route says here who may use it. */
const RULES: readonly (readonly [methods: string, address: RegExp, Right])[] = [
  ['GET', /^\/(wall|desk(\/\*)?|sign-in|setup|sw\.js|assets\/\*)?$/, 'public'],
  ['GET', /^\/(healthz|readyz|openapi\.json|docs(\/.*)?)$/, 'public'],
  ['GET', /^\/metrics$/, 'monitor'],
  ['GET POST', /^\/control\//, 'control'],
  ['POST', /^\/api\/v1\/(events|feeds\/paxlst)$/, 'feed'],
  ['GET', /^\/api\/v1\/(reference|site|schemas(\/[^/]+)?|me|oidc\/start|oidc\/callback)$/, 'public'],
  ['POST DELETE', /^\/api\/v1\/session$/, 'public'],
  ['POST', /^\/api\/v1\/setup$/, 'public'],
  ['POST', /^\/api\/v1\/pairings(\/claim)?$/, 'public'],
  ['GET', /^\/api\/v1\/(board|totals|series|feeds|screen)$/, 'read'],
  ['GET DELETE', /^\/api\/v1\/sessions(\/:id)?$/, 'self'],
  ['POST', /^\/api\/v1\/me\/password$/, 'self'],
  ['GET', /^\/api\/v1\/(duty\/people|alarms\/:id\/assignees)$/, 'act'],
  ['GET', /^\/api\/v1\/drills\/:id\/plan$/, 'drive'],
  ['POST', /^\/api\/v1\/drills\/:id\/step$/, 'drive'],
  ['GET', /^\/api\/v1\/drills\/scenarios$/, 'drills'],
  ['GET', /^\/api\/v1\/drills\b/, 'look'],
  ['POST DELETE', /^\/api\/v1\/drills\/:id\/participants$/, 'look'],
  ['POST', /^\/api\/v1\/drills\b/, 'drills'],
  ['GET', /^\/api\/v1\/(alarms|alarm-rules|tasks|rows|days|handovers)\b/, 'look'],
  ['POST', /^\/api\/v1\/(alarms|tasks|handovers)\b/, 'act'],
  ['GET POST PATCH DELETE', /^\/api\/v1\/(accounts|webhooks)\b/, 'accounts'],
  ['PATCH', /^\/api\/v1\/alarm-rules\/:name$/, 'accounts'],
  ['GET POST DELETE', /^\/api\/v1\/replays\b/, 'look'],
  ['GET POST DELETE', /^\/api\/v1\/feed-tokens\b/, 'feeds'],
  ['POST', /^\/api\/v1\/feeds\/:feed\/(cadence|take-back)$/, 'feeds'],
  ['POST', /^\/api\/v1\/taken-back\/:number\/undo$/, 'feeds'],
  ['GET POST', /^\/api\/v1\/held-events\b/, 'feeds'],
  ['GET', /^\/api\/v1\/audit(\/verify)?$/, 'audit'],
  ['GET POST PATCH DELETE', /^\/api\/v1\/screens\b/, 'screens'],
  ['GET POST', /^\/api\/v1\/site-versions\b/, 'site'],
];

/** Tells a screen of itself, whatever its realm; there is none for anybody else. */
export const OWN_SCREEN = '/api/v1/screen';

/** `null`: nobody has said who may use it. */
export function ruleOf(method: string, url: string): Right | null {
  const asked = method === 'HEAD' ? 'GET' : method;
  const rule = RULES.find(([methods, address]) => methods.split(' ').includes(asked) && address.test(url));
  return rule?.[2] ?? null;
}
