import type { AccountChange, AccountEntry, NewAccount, PasswordChange } from '../contract/access-rest.ts';
import type { Role } from '../contract/roles.ts';
import type { Database, Queryable } from '../db/database.ts';
import {
  hasAdministrator,
  insertAccount,
  lockAdministrators,
  readAccounts,
  readCredentials,
  readCredentialsById,
  readCredentialsBySubject,
  updateAccount,
} from '../db/queries/accounts.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import type { Passwords } from './passwords.ts';
import { endSessions, openSession } from './sessions.ts';

interface AccountDeps {
  db: Database;
  passwords: Passwords;
  /** Issuer of the OpenID provider that is set; `null` where there is none. */
  issuer: string | null;
}

/** What stands in the way of a change, without anything having been changed. */
export type AccountFault = 'login-taken' | 'subject-taken' | 'no-oidc' | 'unknown' | 'last-administrator';

/** Undoes the transaction it is thrown in. */
class Undone extends Error {
  readonly fault: AccountFault;

  constructor(fault: AccountFault) {
    super(fault);
    this.fault = fault;
  }
}

/** The people who may sign in, and how they do. */
export class Accounts {
  readonly #deps: AccountDeps;

  constructor(deps: AccountDeps) {
    this.#deps = deps;
  }

  /** A session's secret when login and password are right; `null` when not, whatever of them is wrong. */
  async signIn(login: string, password: string, agent: string): Promise<string | null> {
    const { db, passwords } = this.#deps;
    const known = await readCredentials(db, login.toLowerCase());
    const right = await passwords.matches(password, known?.passwordHash ?? null);
    return await db.transaction(async (tx) => {
      // Anew: it may have been disabled, or have another password, while this one was compared.
      const now = known === null ? null : await readCredentialsById(tx, known.id);
      if (right && now !== null && !now.disabled && now.passwordHash === known?.passwordHash)
        return await openSession(tx, { account: now.id, agent, means: 'password' });
      // Of no account too: that it takes as long tells nobody which logins there are.
      const object = known === null ? 'account:none' : `account:${known.id}`;
      await appendAudit(tx, { actor: 'guest', action: 'sign-in.refused', object });
      return null;
    });
  }

  /** Sets a person's own password and ends their other sessions. @returns whether the present one was right */
  async changePassword(
    { id, sessionId }: { id: number; sessionId: number },
    { password, present }: PasswordChange,
  ): Promise<boolean> {
    const { db, passwords } = this.#deps;
    const known = await readCredentialsById(db, id);
    if (!(await passwords.matches(present, known?.passwordHash ?? null))) return false;
    const passwordHash = await passwords.hash(password);
    const actor = `account:${id}`;
    await db.transaction(async (tx) => {
      await updateAccount(tx, id, { passwordHash });
      await endSessions(tx, { account: id, actor, except: sessionId });
      await appendAudit(tx, { actor, action: 'account.password-changed', object: actor });
    });
    return true;
  }

  async list(): Promise<AccountEntry[]> {
    return (await readAccounts(this.#deps.db)).map(entryOf);
  }

  async create(actor: string, account: NewAccount): Promise<AccountEntry | AccountFault> {
    const { db, issuer, passwords } = this.#deps;
    const { login, name, password, roles, scopes, subject = null } = account;
    if (subject !== null && issuer === null) return 'no-oidc';
    const passwordHash = password === undefined ? null : await passwords.hash(password);
    return await faultOf(async () =>
      db.transaction(async (tx) => {
        const identity = { issuer: subject === null ? null : issuer, subject };
        const id = await insertAccount(tx, { login, name, roles, scopes, passwordHash, ...identity });
        if (id === null)
          throw new Undone((await readCredentials(tx, login)) === null ? 'subject-taken' : 'login-taken');
        const detail = { roles, scopes, password: passwordHash !== null, oidc: subject !== null };
        await appendAudit(tx, { actor, action: 'account.created', object: `account:${id}`, detail });
        return await entryIn(tx, id);
      }),
    );
  }

  /** Whoever is disabled or gets a new password from somebody else is signed out everywhere. */
  async change(actor: string, id: number, change: AccountChange): Promise<AccountEntry | AccountFault> {
    const { db, issuer, passwords } = this.#deps;
    const { disabled, name, password, roles, scopes, subject } = change;
    if (typeof subject === 'string' && issuer === null) return 'no-oidc';
    const passwordHash = password === undefined ? undefined : await passwords.hash(password);
    const identity = typeof subject === 'string' && issuer !== null ? { issuer, subject } : null;
    return await faultOf(async () =>
      db.transaction(async (tx) => {
        await lockAdministrators(tx);
        const before = await hasAdministrator(tx);
        if (identity !== null) {
          const other = await readCredentialsBySubject(tx, identity.issuer, identity.subject);
          if (other !== null && other.id !== id) throw new Undone('subject-taken');
        }
        const update = { disabled, name, roles, scopes, passwordHash };
        if (!(await updateAccount(tx, id, subject === undefined ? update : { ...update, identity })))
          throw new Undone('unknown');
        if (before && !(await hasAdministrator(tx))) throw new Undone('last-administrator');
        if (disabled === true || passwordHash !== undefined) await endSessions(tx, { account: id, actor });
        await appendAudit(tx, {
          actor,
          action: 'account.changed',
          object: `account:${id}`,
          detail: {
            ...(roles && { roles }),
            ...(scopes && { scopes }),
            ...(disabled !== undefined && { disabled }),
            changed: Object.keys(change),
          },
        });
        return await entryIn(tx, id);
      }),
    );
  }
}

async function faultOf<T>(work: () => Promise<T>): Promise<T | AccountFault> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Undone) return error.fault;
    throw error;
  }
}

async function entryIn(tx: Queryable, id: number): Promise<AccountEntry> {
  const [row] = await readAccounts(tx, id);
  if (row === undefined) throw new Error('the account is gone');
  return entryOf(row);
}

function entryOf(row: Awaited<ReturnType<typeof readAccounts>>[number]): AccountEntry {
  return {
    ...row,
    roles: row.roles as Role[],
    createdAt: row.createdAt.toISOString(),
    disabledAt: row.disabledAt?.toISOString() ?? null,
    seenAt: row.seenAt?.toISOString() ?? null,
  };
}
