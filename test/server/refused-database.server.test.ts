import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { onOneEngine, openTestDatabase } from '../support/engines.ts';

const PROGRAMS = ['main.js', 'migrate.js'].map(
  (name) => new URL(`../../dist/server/${name}`, import.meta.url).pathname,
);

onOneEngine('a database that was made before the baseline', (engine) => {
  it('ends the server and the command with one line, and is not changed', async () => {
    const database = await openTestDatabase(engine);
    const applied = () => database.db.query('SELECT name FROM gwanje.migration ORDER BY name');
    await database.db.query(
      "INSERT INTO gwanje.migration (name, checksum) VALUES ('0001-realms-and-tokens.sql', 'a')",
    );
    const before = await applied();
    await database.db.close();
    for (const program of PROGRAMS) {
      const child = spawn(process.execPath, [program], {
        env: { ...process.env, ...database.env, SIMULATE: 'off', PORT: '0', LOG_LEVEL: 'silent' },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const [printed, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
      expect(printed, program).toMatch(
        /^This database was made by a version before .* cannot be upgraded; .*\n$/,
      );
      expect(code, program).toBe(1);
    }
    await database.reopen();
    expect(await applied()).toEqual(before);
    await database.drop();
  });
});
