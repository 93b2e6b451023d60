import type { Setup } from '../contract/access-rest.ts';
import type { Database } from '../db/database.ts';
import { hasAdministrator, insertAccount, lockAdministrators } from '../db/queries/accounts.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { insertSetupLink, isSetupLinkGood, useUpSetupLinks } from '../db/queries/setup-links.ts';
import type { Passwords } from './passwords.ts';
import { hashSecret, newSecret } from './secrets.ts';
import { openSession } from './sessions.ts';

/** A link while nobody administers the board, for a start to print; `null` once somebody does. */
export async function offerSetupLink(db: Database): Promise<string | null> {
  return (await hasAdministrator(db)) ? null : await makeSetupLink(db, 'system');
}

/** A link that makes one administrator within a day, whoever there is already: for those who have lost theirs. */
export async function makeSetupLink(db: Database, actor: 'system' | 'command'): Promise<string> {
  const { hash, secret } = newSecret('gwu');
  await db.transaction(async (tx) => {
    await insertSetupLink(tx, hash);
    await appendAudit(tx, { actor, action: 'setup-link.made', object: 'setup' });
  });
  return secret;
}

/** Where a browser uses a link. It stands after #, which browsers send to nobody: it is in no server's log. */
export function setupAddress(url: string, link: string): string {
  return `${url}/setup#${link}`;
}

export type SetupOutcome =
  | { did: 'made'; session: string }
  /** Unknown, used, or over: which of them is nobody's business. */
  | { did: 'refused' }
  | { did: 'login-taken' };

/** Makes an administrator of whoever holds a good link, and signs them in. One link makes one, whoever presses twice. */
export async function setUp(
  { db, passwords }: { db: Database; passwords: Passwords },
  { link, login, name, password }: Setup,
  agent: string,
): Promise<SetupOutcome> {
  const hash = hashSecret(link);
  if (!(await isSetupLinkGood(db, hash))) return { did: 'refused' };
  // Before the transaction: the embedded database would wait for it.
  const passwordHash = await passwords.hash(password);
  return await db.transaction<SetupOutcome>(async (tx) => {
    await lockAdministrators(tx);
    if (!(await isSetupLinkGood(tx, hash))) return { did: 'refused' };
    const account = await insertAccount(tx, {
      login,
      name,
      passwordHash,
      roles: ['administrator'],
      scopes: ['headquarters'],
      issuer: null,
      subject: null,
    });
    if (account === null) return { did: 'login-taken' };
    await useUpSetupLinks(tx);
    await appendAudit(tx, {
      actor: `account:${account}`,
      action: 'account.created',
      object: `account:${account}`,
      detail: { roles: ['administrator'], scopes: ['headquarters'], by: 'setup-link' },
    });
    return { did: 'made', session: await openSession(tx, { account, agent, means: 'setup-link' }) };
  });
}
