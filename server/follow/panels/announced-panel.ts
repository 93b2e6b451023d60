import { endOfDay, samePeriodLastYear, startOfDay } from '../../contract/days.ts';
import type { RealmDatabase } from '../../db/database.ts';
import { readAnnounced, readAnnouncement } from '../../db/queries/read-announced.ts';
import type { Panel } from '../panel-follower.ts';
import type { Cells } from '../read-cells.ts';
import { placeCells } from './place-cells.ts';

/**
 * What was read of each realm, and for what announcement and state of the cases: looking at all of them again holds every
 * other question back where the database has one session, and would answer the same.
 */
const known = new WeakMap<RealmDatabase, { of: string; cells: Cells }>();

export const announcedPanel: Panel = {
  name: 'announced',
  kinds: ['announced'],
  topics: ['bulletin', 'seizure'],
  everyMs: 60_000,
  read: async (realm, now) => {
    const announcement = await readAnnouncement(realm, iso(now));
    if (announcement === null) return [];
    const of = JSON.stringify(announcement);
    const before = known.get(realm);
    if (before?.of === of) return before.cells;
    const [from, to] = [startOfDay(announcement.from), endOfDay(announcement.to)];
    const lastYear = samePeriodLastYear(from, to);
    const rows = await readAnnounced(realm, announcement, {
      from: iso(from),
      to: iso(to),
      beforeFrom: iso(lastYear.from),
      beforeTo: iso(lastYear.to),
    });
    const cells = placeCells('announced', rows);
    known.set(realm, { of, cells });
    return cells;
  },
};

function iso(at: number): string {
  return new Date(at).toISOString();
}
