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

/** A team needs about this long from its last gate to the next one [E]; the server counts by the same. */
export const GATE_TEAM_MS = 30 * 60_000;

/** A lead that nobody has taken up after this long has been overlooked: two rounds of the desk [E]. */
export const UNACKNOWLEDGED_LEAD_MS = 2 * 3_600_000;

/** The Drug Information Center's list is a weekly one: older, a version was missed [E]. */
export const OLD_LIST_MS = 8 * 86_400_000;

/** A target whose standard analysis procedure is open for longer stands still [E]. */
export const OLD_TARGET_MS = 14 * 86_400_000;

/** To extend a joint operation takes a partner's answer: it must be decided this long before it ends [E]. */
export const OPERATION_ENDING_MS = 48 * 3_600_000;

/** A partner or agency that waits longer for our reply is chased [E]. */
export const OWED_REPLY_MS = 14 * 86_400_000;

/** A firearm is everybody's matter for this long after its seizure; the server names those of the same time. */
export const FIREARM_MS = 24 * 3_600_000;

/** A courier checked within this time may still stand at the gate [E]. */
export const COURIER_AT_GATE_MS = 3_600_000;

/** A case that is not with the agency it belongs to after this long is asked for [E]. */
export const UNREFERRED_CASE_MS = 30 * 86_400_000;

/** Minor leads that have something in common and are not referred after this long are merged and referred [E]. */
export const UNREFERRED_CLUSTER_MS = 14 * 86_400_000;

/** From the seizure of a major case to the investigation's acceptance; later, the team is called [E]. */
export const INVESTIGATION_MS = 60 * 60_000;

/** An item that has waited longer than this for an officer is too old [E]: the passenger or parcel is held all that time. */
export const QUEUE_OLD_MS = 30 * 60_000;

/** Of readings of high-risk goods at most this share may be under seven seconds [E]: the rule [P] is none, clocks slip. */
export const MAX_SHORT_SHARE = 0.02;

/** Bands of the population stability index in common use [E]: below the first stable, from the second on another world. */
export const PSI_MOVED = 0.1;
export const PSI_DRIFT = 0.25;
/**
 * Scores needed on each side for an index. By chance alone it has about (tenths − 1) · (1/n + 1/m): with 500 and 500
 * scores 0.04, above 0.1 in one of 300 [D]; with 30 it would be 0.6 and always alarm.
 */
export const MIN_SCORES = 500;

/** At seven seconds each, one seat reads at most this many items an hour: 3,600 / 7 [D]. */
export const SEAT_ITEMS_PER_HOUR = 514;

/** A backlog that takes longer than this at the pace of the last hour needs a lane [E]: a shift has eight hours. */
export const CLEAR_LATE_MS = 2 * 3_600_000;

/** Of the test images shown to readers at least this share should be found [E]. */
export const MIN_PASS_SHARE = 0.8;

/** A programme's figure is behind when it misses its target by more than this part of the target [E]. */
export const BEHIND_TARGET = 0.1;

/** A digest of bulletins is owed at least this often [E]. */
export const DIGEST_DAYS = 35;

/** Goods of high-risk countries beside the dedicated stations: a mix-up now and then; more than this share is a way round [E]. */
export const MAX_OFF_CHANNEL_SHARE = 0.01;
