import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, inject, it } from 'vitest';
import { DatabaseAway } from '../../../server/db/database.ts';
import { namedError, retried } from '../../../server/db/errors.ts';
import { openPgDatabase } from '../../../server/db/pg-database.ts';

const withCode = (code: string) => Object.assign(new Error('said by the database'), { code });

describe('an error of the database', () => {
  it.each([
    '08006',
    '08001',
    '57P01',
    '57P02',
    '57P03',
    '53300',
    '53100',
    '53200',
    '25006',
    '25P03',
    '55P03',
    '57014',
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'ENOTFOUND',
  ])('means that the database cannot do it now: %s', (code) => {
    const named = namedError(withCode(code));
    expect(named).toBeInstanceOf(DatabaseAway);
    expect((named as Error).cause).toMatchObject({ code });
  });

  it.each([
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
  ])('means that it is away, in words of the driver: %s', (message) => {
    expect(namedError(new Error(message))).toBeInstanceOf(DatabaseAway);
  });

  it.each(['23505', '22003', '42P01', '42601', '57000', '25001', '0800'])('stays what it is: %s', (code) => {
    const error = withCode(code);
    expect(namedError(error)).toBe(error);
  });

  it('stays what it is when it is none of the database', () => {
    const [error, away] = [new TypeError('x is not a function'), new DatabaseAway('away')];
    expect([namedError(error), namedError(away), namedError('text'), namedError(undefined)]).toEqual([
      error,
      away,
      'text',
      undefined,
    ]);
    expect(namedError(away)).toBe(away);
  });
});

describe('work that the database asks for again', () => {
  /** Fails with the codes in turn, then succeeds. */
  function work(...codes: string[]) {
    let runs = 0;
    return {
      run: async () => {
        const code = codes[runs++];
        if (code) throw withCode(code);
        return 'done';
      },
      runs: () => runs,
    };
  }

  it.each(['40001', '40P01', '55P03'])('is run again after %s', async (code) => {
    const { run, runs } = work(code, code);
    expect([await retried(run), runs()]).toEqual(['done', 3]);
  });

  it('is run five times at most', async () => {
    const { run, runs } = work(...Array.from({ length: 9 }, () => '40P01'));
    await expect(retried(run)).rejects.toMatchObject({ code: '40P01' });
    expect(runs()).toBe(5);
  });

  it('is run once after any other error, which is named', async () => {
    const { run, runs } = work('08006', '08006');
    await expect(retried(run)).rejects.toBeInstanceOf(DatabaseAway);
    expect(runs()).toBe(1);
  });
});

describe('a database that is not there', () => {
  it('is away, at once, where nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const db = openPgDatabase({
      url: `postgres://a@127.0.0.1:${port}/x`,
      poolSize: 2,
      random: () => 0,
      onIdleError: () => undefined,
    });
    await expect(db.query('SELECT 1')).rejects.toBeInstanceOf(DatabaseAway);
    await expect(db.transaction((tx) => tx.query('SELECT 1'))).rejects.toBeInstanceOf(DatabaseAway);
    await db.close();
  });

  it('is away, after seconds, where somebody listens and says nothing', async () => {
    const server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const db = openPgDatabase({
      url: `postgres://a@127.0.0.1:${port}/x`,
      poolSize: 2,
      random: () => 0,
      onIdleError: () => undefined,
    });
    await expect(db.query('SELECT 1')).rejects.toBeInstanceOf(DatabaseAway);
    await db.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it.skipIf(inject('native') === null)(
    'is not away when it refuses a statement (needs TEST_DATABASE_URL)',
    async () => {
      const db = openPgDatabase({
        url: inject('native')?.url ?? '',
        poolSize: 2,
        random: () => 0,
        onIdleError: () => undefined,
      });
      await expect(db.query('SELECT nothing FROM nowhere')).rejects.toMatchObject({ code: '42P01' });
      await expect(db.query('SELECT 1 / 0')).rejects.not.toBeInstanceOf(DatabaseAway);
      await db.close();
    },
  );
});
