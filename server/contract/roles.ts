/** What a person may be. One may be several. */
export const ROLES = ['viewer', 'duty-manager', 'drill-director', 'auditor', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/**
 * What a route asks for.
 * - `public`: nothing; what is needed to sign in, to pair a screen, to see whether the process answers
 * - `feed`, `drive`, `control`: a feed's token, that of a drill's driver, the control key; the routes check these themselves
 * - `read`: figures of the board in one's scope
 * - `look`: the desk: alarms with their owners, tasks, rows behind figures, reports
 * - `act`: acknowledge, take, shelve; tasks; handover, in one's scope
 * - `self`: one's own account and sessions
 * - `screens`, `feeds`, `accounts`, `drills`, `audit`: what they say
 * - `site`: the site that is in force, with what only administrators may know of it
 * - `monitor`: metrics
 */
export type Right =
  | 'public'
  | 'feed'
  | 'drive'
  | 'control'
  | 'read'
  | 'look'
  | 'act'
  | 'self'
  | 'screens'
  | 'feeds'
  | 'accounts'
  | 'drills'
  | 'audit'
  | 'site'
  | 'monitor';

/** Who watches over accounts does not act on alarms, and who audits does neither. */
export const RIGHTS_OF: Readonly<Record<Role, readonly Right[]>> = {
  viewer: ['read', 'look', 'self'],
  'duty-manager': ['read', 'look', 'act', 'screens', 'self'],
  'drill-director': ['read', 'look', 'drills', 'self'],
  auditor: ['read', 'look', 'audit', 'self'],
  administrator: ['read', 'look', 'screens', 'feeds', 'accounts', 'site', 'audit', 'monitor', 'self'],
};
