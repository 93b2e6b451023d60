import { addDays, instantOf, siteDay, timeZone } from '../../contract/days.ts';
import type { Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/** The time zone of the site, a name of the IANA database. */
export async function readTimeZone(db: Queryable): Promise<string> {
  const [site] = await db.query<{ timeZone: string }>(
    `SELECT time_zone AS "timeZone" FROM ${SHARED_SCHEMA}.site`,
  );
  if (site === undefined) throw new Error(`${SHARED_SCHEMA}.site has no row`);
  return site.timeZone;
}

/**
 * The first day, from a year before `now` to a year after, whose noon is another instant to the database than to this process:
 * the rules of a time zone change by decree, and each of the two has its own edition of them. `null`: they agree.
 */
export async function firstOtherDay(db: Queryable, now: number): Promise<string | null> {
  const [from, to] = [-365, 365].map((days) => addDays(siteDay(now), days));
  const noons = await db.query<{ day: string; noon: number }>(
    `SELECT day::date::text AS day,
            (extract(epoch FROM (day + INTERVAL '12 hours') AT TIME ZONE $1) * 1000)::float8 AS noon
     FROM generate_series($2::timestamp, $3::timestamp, INTERVAL '1 day') day ORDER BY 1`,
    [timeZone(), from, to],
  );
  return noons.find(({ day, noon }) => noon !== instantOf(`${day}T12:00`))?.day ?? null;
}
