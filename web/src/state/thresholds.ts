import type { Route } from '../../../server/contract/routes.ts';

/** All limits that the wall judges by, in one place. */

/** Below this in its denominator a rate is shown as counts and never judged (wall.md, honest numbers). */
export const MIN_DENOMINATOR = 30;

/**
 * Screening that follows reads at least this share of what arrived. Express parcels and hold baggage are
 * X-rayed in full (domain.md, screening [P]); the rest is left for items withdrawn, joined or still on the belt.
 */
export const MIN_SCREENED_SHARE = 0.9;

/** Routes screened in full. Cargo is selected by risk, so a low share there says nothing. */
export const SCREENED_IN_FULL: ReadonlySet<string> = new Set<Route>(['traveller', 'express', 'mail']);

/**
 * What arrived in the last minutes may still be on its way to the X-ray: it is not missed yet. A flight's last
 * bag and a mail batch's last item are read about 20 minutes after arrival [E].
 */
export const GRACE_MINUTES = 25;

/**
 * The day's share moves slowly, so the last hour is judged on its own as well: all readings of it against what
 * arrived in it before the grace. A failure shows after 0.1 × window + 0.9 × grace, about 28 minutes.
 */
export const RECENT_MINUTES = 60;

/**
 * Sooner for a failure of everything: not one reading for these minutes, though enough arrived in them that its
 * first item should have been read, which takes 8 minutes at most [E].
 */
export const STALLED_MINUTES = 15;
export const FIRST_READING_MINUTES = 8;

/** A feed is silent after this many cadences without a word (wall.md). */
export const SILENT_CADENCES = 2;

/** Known later than this after it happened, a seizure counts as disclosed late. */
export const LATE_MS = 24 * 3_600_000;

/** Without a message for this long the link is lost; the server speaks every second. */
export const LINK_SILENT_MS = 3_000;

/** The same where figures of an earlier page are on the wall, whose age nobody can know. */
export const RESTORED_SILENT_MS = 1_000;

/** Figures that the database confirmed longer ago than this are marked as old. */
export const UNCONFIRMED_MS = 5_000;
