import { arrayLiteral } from '../array-literal.ts';
import type { Queryable } from '../database.ts';
import { SHARED_SCHEMA } from './feed-tokens.ts';

/** Whether anybody may administer the board: an account with the role that is not disabled. */
export async function hasAdministrator(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ there: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM ${SHARED_SCHEMA}.account
       WHERE 'administrator' = ANY (roles) AND disabled_at IS NULL) AS there`,
  );
  return row?.there === true;
}

/**
 * Until the transaction ends nobody else makes, disables or demotes an administrator: otherwise two who act at once could
 * leave none, or make two of the first.
 */
export async function lockAdministrators(tx: Queryable): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtextextended('gwanje administrators', 0))");
}

/** How an account signs in; `null` when there is none. */
export async function readSignIn(
  db: Queryable,
  id: number,
): Promise<{ login: string; hasPassword: boolean } | null> {
  const [row] = await db.query<{ login: string; hasPassword: boolean }>(
    `SELECT login, password_hash IS NOT NULL AS "hasPassword" FROM ${SHARED_SCHEMA}.account WHERE id = $1`,
    [id],
  );
  return row ?? null;
}

export interface CredentialRow {
  id: number;
  passwordHash: string | null;
  disabled: boolean;
}

const CREDENTIALS = `id, password_hash AS "passwordHash", disabled_at IS NOT NULL AS disabled`;

export async function readCredentials(db: Queryable, login: string): Promise<CredentialRow | null> {
  const [row] = await db.query<CredentialRow>(
    `SELECT ${CREDENTIALS} FROM ${SHARED_SCHEMA}.account WHERE login = $1`,
    [login],
  );
  return row ?? null;
}

export async function readCredentialsById(db: Queryable, id: number): Promise<CredentialRow | null> {
  const [row] = await db.query<CredentialRow>(
    `SELECT ${CREDENTIALS} FROM ${SHARED_SCHEMA}.account WHERE id = $1`,
    [id],
  );
  return row ?? null;
}

export async function readCredentialsBySubject(
  db: Queryable,
  issuer: string,
  subject: string,
): Promise<CredentialRow | null> {
  const [row] = await db.query<CredentialRow>(
    `SELECT ${CREDENTIALS} FROM ${SHARED_SCHEMA}.account WHERE issuer = $1 AND subject = $2`,
    [issuer, subject],
  );
  return row ?? null;
}

export interface AccountRow {
  login: string;
  name: string;
  roles: readonly string[];
  scopes: readonly string[];
  passwordHash: string | null;
  issuer: string | null;
  subject: string | null;
}

/** @returns its id; `null` when the login, or the subject at the issuer, is another account's */
export async function insertAccount(tx: Queryable, account: AccountRow): Promise<number | null> {
  const [row] = await tx.query<{ id: number }>(
    `INSERT INTO ${SHARED_SCHEMA}.account (login, name, roles, scopes, password_hash, issuer, subject)
     VALUES ($1, $2, $3::text[], $4::text[], $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id`,
    [
      account.login,
      account.name,
      textArray(account.roles),
      textArray(account.scopes),
      account.passwordHash,
      account.issuer,
      account.subject,
    ],
  );
  return row?.id ?? null;
}

/** What is `undefined` stays. `subject: null` takes the way in by OpenID Connect away. */
export interface AccountUpdate {
  name?: string | undefined;
  roles?: readonly string[] | undefined;
  scopes?: readonly string[] | undefined;
  disabled?: boolean | undefined;
  passwordHash?: string | undefined;
  identity?: { issuer: string; subject: string } | null | undefined;
}

/** @returns whether there is such an account */
export async function updateAccount(tx: Queryable, id: number, change: AccountUpdate): Promise<boolean> {
  const { disabled, identity, name, passwordHash, roles, scopes } = change;
  const rows = await tx.query(
    `UPDATE ${SHARED_SCHEMA}.account SET
       name = coalesce($2, name),
       roles = coalesce($3::text[], roles),
       scopes = coalesce($4::text[], scopes),
       disabled_at = CASE $5::boolean WHEN true THEN coalesce(disabled_at, now()) WHEN false THEN NULL ELSE disabled_at END,
       password_hash = coalesce($6, password_hash),
       issuer = CASE WHEN $7::boolean THEN $8 ELSE issuer END,
       subject = CASE WHEN $7::boolean THEN $9 ELSE subject END
     WHERE id = $1 RETURNING id`,
    [
      id,
      name ?? null,
      roles === undefined ? null : textArray(roles),
      scopes === undefined ? null : textArray(scopes),
      disabled ?? null,
      passwordHash ?? null,
      identity !== undefined,
      identity?.issuer ?? null,
      identity?.subject ?? null,
    ],
  );
  return rows.length > 0;
}

export interface AccountListRow {
  id: number;
  login: string;
  name: string;
  roles: string[];
  scopes: string[];
  hasPassword: boolean;
  subject: string | null;
  createdAt: Date;
  disabledAt: Date | null;
  sessions: number;
  seenAt: Date | null;
}

/** Accounts by login, or the one of an id. */
export async function readAccounts(db: Queryable, id: number | null = null): Promise<AccountListRow[]> {
  return await db.query<AccountListRow>(
    `SELECT a.id, a.login, a.name, a.roles, a.scopes, a.password_hash IS NOT NULL AS "hasPassword", a.subject,
       a.created_at AS "createdAt", a.disabled_at AS "disabledAt", s.open AS sessions, s.seen_at AS "seenAt"
     FROM ${SHARED_SCHEMA}.account a, LATERAL (
       SELECT count(*) FILTER (WHERE revoked_at IS NULL AND expires_at > now()) AS open, max(seen_at) AS seen_at
       FROM ${SHARED_SCHEMA}.session WHERE account = a.id) s
     WHERE $1::bigint IS NULL OR a.id = $1 ORDER BY a.login`,
    [id],
  );
}

function textArray(texts: readonly string[]): string {
  return arrayLiteral(
    texts.map((each) => [each]),
    0,
  );
}
