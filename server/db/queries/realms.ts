import type { RealmCell } from '../../contract/cells.ts';
import type { Database } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

export async function registerRealm(db: Database, realm: RealmCell): Promise<void> {
  await db.query(
    `INSERT INTO ${SHARED_SCHEMA}.realm (name, kind, title_ko, title_en, simulated) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (name) DO NOTHING`,
    [realm.name, realm.kind, realm.ko, realm.en, realm.simulated],
  );
}

export async function readRealms(db: Database): Promise<RealmCell[]> {
  return await db.query<RealmCell>(
    `SELECT name, kind, title_ko AS ko, title_en AS en, simulated FROM ${SHARED_SCHEMA}.realm ORDER BY created_at, name`,
  );
}
