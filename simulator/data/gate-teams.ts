/** Inspection on landing of flights of high risk. All [E]. */

/** Share of such flights with a team at the gate. */
export const ATTENDED_SHARE = 0.92;
/** Teams of a port, one after the other. */
export const TEAMS_AT_A_PORT = 16;
/** How long before the landing a team is there. */
export const TEAM_AHEAD_MS = 20 * 60_000;
/** How long the inspection of a flight takes, and how often the team says how far it is. */
export const INSPECTION_MS = 28 * 60_000;
export const TEAM_SPEAKS_EVERY_MS = 2 * 60_000;
/** Share of the travellers of a flight that are inspected in the end. */
export const INSPECTED = { least: 0.86, most: 1 } as const;
