import type { RealmCell } from '../contract/cells.ts';
import { checkColumns } from './check-columns.ts';
import { realmDatabase, type Database, type RealmDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { registerRealm } from './queries/realms.ts';

/**
 * Brings a realm's schema up to date, making it where it is new, and registers it. The shared schema must be there.
 * @throws {MigrationRefused} where its tables do not fit the events that this version takes
 */
export async function prepareRealm(
  db: Database,
  migrationsFolder: string,
  describe: RealmCell,
): Promise<RealmDatabase> {
  const realm = realmDatabase(db, describe.name);
  await migrate(db, migrationsFolder, realm.schema, 'realm');
  await checkColumns(realm);
  await registerRealm(db, describe);
  return realm;
}
