import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Passwords } from '../../../server/access/passwords.ts';
import { newSecret } from '../../../server/access/secrets.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import { signedIn } from '../../support/people.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { Visitor } from '../../support/visitor.ts';

const PASSWORD = 'correct horse battery';

onOneEngine('signing in', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let ahead = 0;
  let people = 0;
  /** Hashes by password: made once, since each takes as long as a guess shall take. */
  const hashes = new Map<string, string>();

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db, {
      env: { GUESTS: 'off' },
      now: () => Date.now() + ahead,
    });
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });
  // A new minute for those who count attempts.
  beforeEach(() => (ahead += 61_000));

  /** Somebody with a password, and none signed in. */
  async function person(password = PASSWORD): Promise<{ id: number; login: string }> {
    const login = `person-${++people}`;
    const { id, sessionId } = await signedIn(database.db, ['duty-manager'], { login });
    const hash = hashes.get(password) ?? (await new Passwords().hash(password));
    hashes.set(password, hash);
    await database.db.query('UPDATE gwanje.account SET password_hash = $2 WHERE id = $1', [id, hash]);
    await database.db.query('DELETE FROM gwanje.session WHERE id = $1', [sessionId]);
    return { id, login };
  }
  const rightsOf = async (visitor: Visitor) =>
    (await visitor.ask('GET', '/api/v1/me')).body.rights as string[];
  const audited = async (id: number) =>
    (
      await database.db.query<{ actor: string; action: string; object: string; detail: object }>(
        `SELECT actor, action, object, detail FROM gwanje.audit
         WHERE actor = $1 OR object = $1 OR (detail->>'account')::bigint = $2 ORDER BY seq`,
        [`account:${id}`, id],
      )
    ).map(({ actor, action }) => `${actor} ${action}`);

  it('opens a session that scripts cannot read and other sites do not send', async () => {
    const { id, login } = await person();
    const visitor = new Visitor(server.url);
    expect((await visitor.signIn(login, PASSWORD)).status).toBe(204);
    expect(visitor.lastCookies).toHaveLength(1);
    expect(visitor.lastCookies[0]).toMatch(
      /^gwanje=gwx_[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect((await visitor.ask('GET', '/api/v1/me')).body).toMatchObject({ account: { id, login } });
    const [row] = await database.db.query<{ hours: number; agent: string; hash: Buffer }>(
      `SELECT extract(epoch FROM expires_at - now()) / 3600 AS hours, agent, hash FROM gwanje.session WHERE account = $1`,
      [id],
    );
    expect(Number(row?.hours)).toBeCloseTo(12, 1);
    expect(row?.agent).toBe('test browser');
    expect(Buffer.from(row?.hash ?? []).toString()).not.toContain('gwx_');
    expect(await audited(id)).toEqual([`account:${id} session.opened`]);
  });

  it('takes the login in capitals, and a password however the keyboard composes it', async () => {
    const { login } = await person('관세청 비밀번호 하나'.normalize('NFC'));
    expect(
      (await new Visitor(server.url).signIn(login.toUpperCase(), '관세청 비밀번호 하나'.normalize('NFD')))
        .status,
    ).toBe(204);
  });

  it('says the same to a wrong password, an unknown login, a disabled account and one without a password', async () => {
    const { id, login } = await person();
    const disabled = await person();
    await database.db.query('UPDATE gwanje.account SET disabled_at = now() WHERE id = $1', [disabled.id]);
    const elsewhere = await signedIn(database.db, ['viewer'], { login: 'oidc-only' });
    const answers = [];
    for (const [each, password] of [
      [login, 'wrong password'],
      ['nobody-at-all', PASSWORD],
      [disabled.login, PASSWORD],
      ['oidc-only', ''.padEnd(12, 'x')],
    ] as const) {
      const visitor = new Visitor(server.url);
      const { body, status } = await visitor.signIn(each, password);
      expect(visitor.session).toBeUndefined();
      answers.push({ status, body });
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 403, body: { detail: 'login or password is wrong' } });
    expect(await audited(id)).toEqual(['guest sign-in.refused']);
    expect(elsewhere.id).toBeGreaterThan(0);
  });

  it('takes as long for logins that nobody has', async () => {
    const { login } = await person();
    const passwords = new Passwords();
    await passwords.matches('x', null);
    const hash = await passwords.hash(PASSWORD);
    /** CPU time of all threads, which a busy machine does not make longer: the median of five. */
    const timed = async (work: () => Promise<unknown>) => {
      const took: number[] = [];
      for (let i = 0; i < 5; i++) {
        const start = process.cpuUsage();
        await work();
        const { system, user } = process.cpuUsage(start);
        took.push(user + system);
      }
      return took.sort((a, b) => a - b)[2] ?? 0;
    };
    const wrong = await timed(() => passwords.matches('wrong', hash));
    const unknown = await timed(() => passwords.matches('wrong', null));
    expect(unknown / wrong).toBeGreaterThan(0.3);
    expect(unknown / wrong).toBeLessThan(3);
    expect(login).toBeTruthy();
  });

  it('is refused with 429 after five wrong guesses a minute at one login, even with the right password', async () => {
    const { login } = await person();
    for (let i = 0; i < 5; i++)
      expect((await new Visitor(server.url).signIn(login, `wrong guess ${i}`)).status).toBe(403);
    const { headers, status } = await new Visitor(server.url).signIn(login, PASSWORD);
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
    ahead += 61_000;
    expect((await new Visitor(server.url).signIn(login, PASSWORD)).status).toBe(204);
  });

  it('is refused with 429 after five wrong guesses from one address, also all at once', async () => {
    const guesses = await Promise.all(
      Array.from({ length: 20 }, (_, i) => new Visitor(server.url).signIn(`guess-${i}`, 'password 1234')),
    );
    const statuses = guesses.map(({ status }) => status);
    expect(statuses.filter((status) => status === 403)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(15);
  });

  it('is open to a whole shift behind one address', async () => {
    const { login } = await person();
    for (let i = 0; i < 8; i++)
      expect((await new Visitor(server.url).signIn(login, PASSWORD)).status).toBe(204);
  });

  it('does not believe forwarded addresses unless proxies are set', async () => {
    const guess = (i: number) =>
      new Visitor(server.url).ask(
        'POST',
        '/api/v1/session',
        { login: `g-${i}`, password: 'p' },
        {
          'x-forwarded-for': `10.0.0.${i}`,
        },
      );
    for (let i = 0; i < 5; i++) expect((await guess(i)).status).toBe(403);
    expect((await guess(6)).status).toBe(429);
  });

  it('is refused to pages of other origins, with and without a session', async () => {
    const { login } = await person();
    const visitor = new Visitor(server.url);
    const body = { login, password: PASSWORD };
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1'])
      expect((await visitor.ask('POST', '/api/v1/session', body, { origin })).status).toBe(403);
    await visitor.signIn(login, PASSWORD);
    expect(
      (await visitor.ask('DELETE', '/api/v1/session', undefined, { origin: 'https://evil.example' })).status,
    ).toBe(403);
    expect(await rightsOf(visitor)).toContain('act');
  });

  it('refuses bodies that are not what it takes', async () => {
    const visitor = new Visitor(server.url);
    for (const body of [
      {},
      { login: 'a' },
      { login: 'a', password: '' },
      { login: 'a', password: 'x'.repeat(201) },
      { login: 'a\u0000', password: 'x' },
      { login: ['a'], password: 'x' },
      { login: 'a', password: { $ne: '' } },
      { login: 'a', password: 'x', roles: ['administrator'] },
    ])
      expect((await visitor.ask('POST', '/api/v1/session', body)).status, JSON.stringify(body)).toBe(400);
  });

  describe('and out', () => {
    it('ends the session, for whoever kept its cookie too', async () => {
      const { id, login } = await person();
      const visitor = new Visitor(server.url);
      await visitor.signIn(login, PASSWORD);
      const kept = new Visitor(server.url, { session: visitor.session ?? '' });
      expect(await rightsOf(kept)).toContain('act');
      expect((await visitor.ask('DELETE', '/api/v1/session')).status).toBe(204);
      expect(visitor.session).toBeUndefined();
      expect(await rightsOf(kept)).toEqual([]);
      expect((await kept.ask('GET', '/api/v1/sessions')).status).toBe(401);
      expect(await audited(id)).toEqual([`account:${id} session.opened`, `account:${id} session.ended`]);
    });

    it('happens when somebody else signs in in the same browser', async () => {
      const [one, other] = [await person(), await person()];
      const visitor = new Visitor(server.url);
      await visitor.signIn(one.login, PASSWORD);
      const first = new Visitor(server.url, { session: visitor.session ?? '' });
      await visitor.signIn(other.login, PASSWORD);
      expect((await visitor.ask('GET', '/api/v1/me')).body.account.id).toBe(other.id);
      expect(await rightsOf(first)).toEqual([]);
    });
  });

  describe('sessions', () => {
    it('are listed with what the browser says of itself, and ended one by one or all others at once', async () => {
      const { login } = await person();
      const [one, two, three] = [
        new Visitor(server.url, { agent: 'desk one' }),
        new Visitor(server.url, { agent: 'desk two' }),
        new Visitor(server.url, { agent: 'desk <b>three</b>' }),
      ];
      for (const each of [one, two, three]) await each.signIn(login, PASSWORD);
      const { sessions } = (await one.ask('GET', '/api/v1/sessions')).body;
      expect(sessions.map(({ agent }: { agent: string }) => agent).sort()).toEqual([
        'desk <b>three</b>',
        'desk one',
        'desk two',
      ]);
      expect(sessions.find(({ own }: { own: boolean }) => own).agent).toBe('desk one');
      const second = sessions.find(({ agent }: { agent: string }) => agent === 'desk two').id as number;
      expect((await one.ask('DELETE', `/api/v1/sessions/${second}`)).status).toBe(204);
      expect((await one.ask('DELETE', `/api/v1/sessions/${second}`)).status).toBe(404);
      expect((await two.ask('GET', '/api/v1/sessions')).status).toBe(401);
      expect((await one.ask('DELETE', '/api/v1/sessions')).body).toEqual({ ended: 1 });
      expect((await three.ask('GET', '/api/v1/sessions')).status).toBe(401);
      expect((await one.ask('GET', '/api/v1/sessions')).body.sessions).toHaveLength(1);
    });

    it('of others cannot be ended, and are not told apart from those that do not exist', async () => {
      const [one, other] = [await person(), await person()];
      const [mine, theirs] = [new Visitor(server.url), new Visitor(server.url)];
      await mine.signIn(one.login, PASSWORD);
      await theirs.signIn(other.login, PASSWORD);
      const { id } = (await theirs.ask('GET', '/api/v1/sessions')).body.sessions[0];
      const refused = await mine.ask('DELETE', `/api/v1/sessions/${id}`);
      const none = await mine.ask('DELETE', '/api/v1/sessions/987654321');
      expect([refused.status, refused.body]).toEqual([404, none.body]);
      for (const path of ['/api/v1/sessions/0', '/api/v1/sessions/x', '/api/v1/sessions/1e99'])
        expect((await mine.ask('DELETE', path)).status, path).toBe(400);
      expect((await theirs.ask('GET', '/api/v1/sessions')).status).toBe(200);
    });

    it('last twelve hours since their last use, and seven days at most', async () => {
      const { login, id } = await person();
      const visitor = new Visitor(server.url);
      await visitor.signIn(login, PASSWORD);
      const left = async (createdAgo: string) => {
        await database.db.query(
          `UPDATE gwanje.session SET created_at = now() - $2::interval, seen_at = now() - interval '11 hours',
             expires_at = now() + interval '1 hour' WHERE account = $1`,
          [id, createdAgo],
        );
        ahead += 1_001;
        expect(await rightsOf(visitor)).toContain('act');
        const [row] = await database.db.query<{ hours: number }>(
          `SELECT (extract(epoch FROM expires_at - now()) / 3600)::float8 AS hours FROM gwanje.session WHERE account = $1`,
          [id],
        );
        return row?.hours ?? NaN;
      };
      expect(await left('1 day')).toBeCloseTo(12, 1);
      expect(await left('6 days 20 hours')).toBeCloseTo(4, 1);
      await database.db.query(
        "UPDATE gwanje.session SET expires_at = now() - interval '1 second' WHERE account = $1",
        [id],
      );
      ahead += 1_001;
      expect(await rightsOf(visitor)).toEqual([]);
    });

    it('of one account are at most twenty: those longest out of use end', async () => {
      const { id, login } = await person();
      // Nineteen that were used in turn, the first of them longest ago.
      const others = [];
      for (let n = 19; n > 0; n--) {
        const { hash, secret } = newSecret('gwx');
        await database.db.query(
          `INSERT INTO gwanje.session (hash, account, expires_at, seen_at)
           VALUES ($1, $2, now() + interval '1 hour', now() - $3 * interval '1 minute')`,
          [hash, id, n],
        );
        others.push(new Visitor(server.url, { session: secret }));
      }
      const visitors = Array.from({ length: 3 }, () => new Visitor(server.url));
      for (const visitor of visitors) expect((await visitor.signIn(login, PASSWORD)).status).toBe(204);
      ahead += 1_001;
      const open = await database.db.query(
        'SELECT id FROM gwanje.session WHERE account = $1 AND revoked_at IS NULL',
        [id],
      );
      expect(open).toHaveLength(20);
      const rights = [];
      for (const each of [...others.slice(0, 3), ...visitors]) rights.push((await rightsOf(each)).length > 0);
      expect(rights).toEqual([false, false, true, true, true, true]);
    });

    it('end within two seconds when the account is disabled by whatever means', async () => {
      const { id, login } = await person();
      const visitor = new Visitor(server.url);
      await visitor.signIn(login, PASSWORD);
      expect(await rightsOf(visitor)).toContain('act');
      await database.db.query('UPDATE gwanje.account SET disabled_at = now() WHERE id = $1', [id]);
      ahead += 2_000;
      expect(await rightsOf(visitor)).toEqual([]);
    });
  });

  describe('with a new password', () => {
    const next = 'another good one';

    it('asks for the present one, and ends the other sessions', async () => {
      const { id, login } = await person();
      const [here, there] = [new Visitor(server.url), new Visitor(server.url)];
      for (const each of [here, there]) await each.signIn(login, PASSWORD);
      const change = (present: string, password: string) =>
        here.ask('POST', '/api/v1/me/password', { present, password });
      expect(await change('not my password', next)).toMatchObject({
        status: 422,
        body: { errors: [{ path: '/body/present' }] },
      });
      expect(await change(PASSWORD, 'too short')).toMatchObject({
        status: 400,
        body: { errors: [{ path: '/body/password' }] },
      });
      expect((await change(PASSWORD, 'x'.repeat(201))).status).toBe(400);
      expect((await change(PASSWORD, next)).status).toBe(204);
      expect(await rightsOf(here)).toContain('act');
      expect(await rightsOf(there)).toEqual([]);
      expect((await new Visitor(server.url).signIn(login, PASSWORD)).status).toBe(403);
      expect((await new Visitor(server.url).signIn(login, next)).status).toBe(204);
      expect(await audited(id)).toContain(`account:${id} account.password-changed`);
    });

    it('cannot be guessed at from a desk that was left open', async () => {
      const { login } = await person();
      const visitor = new Visitor(server.url);
      await visitor.signIn(login, PASSWORD);
      const guess = (present: string) =>
        visitor.ask('POST', '/api/v1/me/password', { present, password: next });
      for (let i = 0; i < 5; i++) expect((await guess(`guess ${i}`)).status).toBe(422);
      expect((await guess(PASSWORD)).status).toBe(429);
    });
  });

  it('leaves no password and no secret in the database', async () => {
    const { login } = await person();
    const visitor = new Visitor(server.url);
    await visitor.signIn(login, PASSWORD);
    for (const table of ['account', 'session', 'audit']) {
      const [row] = await database.db.query<{ text: string }>(
        `SELECT coalesce(string_agg(t::text, ' '), '') AS text FROM gwanje.${table} t`,
      );
      expect(row?.text).not.toContain(PASSWORD);
      expect(row?.text).not.toContain(visitor.session);
    }
    const hashes = await database.db.query<{ hash: string }>(
      'SELECT password_hash AS hash FROM gwanje.account WHERE password_hash IS NOT NULL',
    );
    for (const { hash } of hashes)
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$|^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
  });
});
