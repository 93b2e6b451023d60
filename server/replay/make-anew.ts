import type { RealmCell } from '../contract/cells.ts';
import type { Database, RealmDatabase } from '../db/database.ts';
import { emptyRealm } from '../db/drop-realm.ts';
import { prepareRealm } from '../db/prepare-realm.ts';
import { readRealmClock, setRealmClock, type ClockRow } from '../db/queries/realm-clock.ts';
import { hasSchema } from '../db/queries/replay-seed.ts';
import type { Past } from '../db/queries/replay-source.ts';
import { seed } from './seed.ts';

/** A realm that is played, as the player needs it. */
export interface PlayedRealm {
  readonly database: RealmDatabase;
  readonly follower: { settle(whole?: boolean): Promise<void> };
}

/** What the realm of a replay is made with. */
export interface Making {
  db: Database;
  describe: RealmCell;
  migrationsFolder: string;
  past: Past;
  drive: (describe: RealmCell, row: ClockRow | null, judged: boolean) => Promise<PlayedRealm>;
}

/**
 * Makes the realm of a replay what was known at a time, whatever was in it. Nobody is shown anything of it meanwhile.
 * @param going as {@link seed} asks it
 * @returns the realm, whose board has not been read yet; `null`: it was ended before all was there
 */
export async function makeAnew(
  { db, describe, drive, migrationsFolder, past }: Making,
  at: number,
  going: (share: number) => Promise<boolean>,
): Promise<PlayedRealm | null> {
  if (!(await going(0))) return null;
  const clock = { shows: at, rate: 0 };
  const fresh = !(await hasSchema(db, describe.name));
  // Others see what there was until it is emptied: its clock stays as well.
  const before = fresh ? null : await readRealmClock(past.replay).catch(() => null);
  const realm = await drive(describe, before === null ? clock : null, false);
  if (!fresh) {
    await emptyRealm(db, describe.name);
    await prepareRealm(db, migrationsFolder, describe);
    await setRealmClock(db, describe.name, clock);
  }
  return (await seed(past, at, going)) ? realm : null;
}
