import { placeWithin } from '../access/principal.ts';
import { RIGHTS_OF, ROLES } from '../contract/roles.ts';
import type { Queryable } from '../db/database.ts';
import { readPeople, type ActingPerson } from '../db/queries/task-people.ts';

const ACTING_ROLES = ROLES.filter((role) => RIGHTS_OF[role].includes('act'));

/** Everybody who may act somewhere. */
export async function actingPeople(db: Queryable): Promise<ActingPerson[]> {
  return await readPeople(db, ACTING_ROLES);
}

/** Whether an account may act at a place, which it must where something is given to it. */
export async function mayActAt(
  db: Queryable,
  id: number,
  place: { port: string | null; route: string | null },
): Promise<boolean> {
  const [person] = await readPeople(db, ACTING_ROLES, id);
  return person !== undefined && placeWithin(place.port, place.route, person.scopes);
}
