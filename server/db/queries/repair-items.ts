import type { RealmDatabase } from '../database.ts';

/** Pairs what two writers at the same moment have missed of each other. @returns of how many items */
export async function repairItems({ db, schema }: RealmDatabase): Promise<number> {
  const [row] = await db.query<{ repaired: number }>(`SELECT ${schema}.repair_items() AS repaired`, [], {
    timeoutMs: 60_000,
  });
  return row?.repaired ?? 0;
}
