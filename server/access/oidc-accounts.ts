import { LOGIN } from '../contract/login.ts';
import type { Database, Queryable } from '../db/database.ts';
import { insertAccount, readCredentialsBySubject } from '../db/queries/accounts.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import type { OidcPerson } from './oidc.ts';
import { openSession } from './sessions.ts';

/** Logins that are tried before a person gets a numbered one. */
const MOST_TRIED = 50;

/**
 * Signs in whom the provider has named. Somebody new gets an account that may do nothing until an administrator gives it
 * roles: whatever name the provider tells, it never opens an account that is there.
 * @returns the session's secret; `null` when the account is disabled
 */
export async function signInPerson(db: Database, person: OidcPerson, agent: string): Promise<string | null> {
  return await db.transaction(async (tx) => {
    const account = (await readCredentialsBySubject(tx, person.issuer, person.subject)) ?? {
      id: await newcomer(tx, person),
      disabled: false,
    };
    if (!account.disabled) return await openSession(tx, { account: account.id, agent, means: 'oidc' });
    const object = `account:${account.id}`;
    await appendAudit(tx, { actor: 'guest', action: 'sign-in.refused', object, detail: { means: 'oidc' } });
    return null;
  });
}

async function newcomer(tx: Queryable, person: OidcPerson): Promise<number> {
  const { issuer, subject } = person;
  const wanted = loginFrom(person.login ?? '');
  const name = shown(person.name ?? '') || wanted;
  for (let attempt = 1; attempt <= MOST_TRIED; attempt++) {
    const login = attempt === 1 ? wanted : `${wanted.slice(0, 56)}-${attempt}`;
    const account = { login, name, roles: [], scopes: [], passwordHash: null, issuer, subject };
    const id = await insertAccount(tx, account);
    if (id !== null) {
      const object = `account:${id}`;
      const detail = { roles: [], scopes: [], by: 'oidc' };
      await appendAudit(tx, { actor: object, action: 'account.created', object, detail });
      return id;
    }
    // The same person may have come in by another window.
    const already = await readCredentialsBySubject(tx, issuer, subject);
    if (already !== null) return already.id;
  }
  throw new Error(`${MOST_TRIED} people have much the same login`);
}

function loginFrom(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9._@+-]/g, '')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 60);
  return new RegExp(LOGIN).test(plain) ? plain : 'person';
}

/** A name as it can be kept and shown: no control characters, nothing that turns the direction of writing. */
function shown(text: string): string {
  return text
    .replace(/[\p{C}\u2028\u2029]/gu, '')
    .trim()
    .slice(0, 120);
}
