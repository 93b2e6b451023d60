import { afterAll, beforeAll, expect, it } from 'vitest';
import { keyFault } from '../../../server/contract/key.ts';
import { onEachEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';

const LAST = 0x10ffff;
/** Blanks have a smaller one. */
const LAST_BLANK = 0x3000;
/** PostgreSQL has no text with U+0000 or half a character. */
const isText = (code: number) => code > 0 && !(code >= 0xd800 && code <= 0xdfff);

onEachEngine('keys', (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.drop());

  /** Characters that are refused where they stand between `before` and `after`. */
  const inSql = async (before: string, after: string, last: number) => {
    const rows = await database.db.query<{ code: number }>(
      `SELECT code FROM generate_series(1, $3) AS code
       WHERE code NOT BETWEEN 55296 AND 57343 AND NOT live.is_key($1 || chr(code) || $2) ORDER BY code`,
      [before, after, last],
    );
    return rows.map(({ code }) => code.toString(16));
  };
  const overTheApi = (before: string, after: string, last: number) => {
    const refused: string[] = [];
    for (let code = 1; code <= last; code++)
      if (isText(code) && keyFault(before + String.fromCodePoint(code) + after) !== null)
        refused.push(code.toString(16));
    return refused;
  };

  it(
    'refuses the same characters in SQL as over the API, of all that there are',
    {
      meta: { slow: 'asks PostgreSQL about 1,112,063 characters' },
    },
    async () => {
      const refused = await inSql('K', '1', LAST);
      expect(refused).toEqual(overTheApi('K', '1', LAST));
      expect(refused).toEqual(
        expect.arrayContaining(['34f', '115f', '1160', '2800', '3164', 'fe0f', '1d159']),
      );
      expect(await inSql('K', '', LAST_BLANK)).toEqual(overTheApi('K', '', LAST_BLANK));
      expect(await inSql('', 'K', LAST_BLANK)).toEqual(overTheApi('', 'K', LAST_BLANK));
    },
  );
});
