import type { Queryable } from '../db/database.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { insertSession, revokeSession, revokeSessions } from '../db/queries/sessions.ts';
import { newSecret } from './secrets.ts';

/** How a person has shown who they are. */
export type SignInMeans = 'password' | 'oidc' | 'setup-link';

/** Opens a session, in the transaction in which the person was found to be right. @returns its secret, for the cookie */
export async function openSession(
  tx: Queryable,
  session: { account: number; agent: string; means: SignInMeans },
): Promise<string> {
  const { account, means } = session;
  const { hash, secret } = newSecret('gwx');
  const id = await insertSession(tx, { account, hash, agent: agentText(session.agent) });
  await appendAudit(tx, {
    actor: `account:${account}`,
    action: 'session.opened',
    object: `session:${id}`,
    detail: { account, means },
  });
  return secret;
}

/** Ends one session of an account. @returns whether it was open */
export async function endSession(
  tx: Queryable,
  { account, actor, id }: { actor: string; account: number; id: number },
): Promise<boolean> {
  if (!(await revokeSession(tx, account, id))) return false;
  await appendAudit(tx, { actor, action: 'session.ended', object: `session:${id}`, detail: { account } });
  return true;
}

/** Ends the sessions of an account, but for one where it is named. @returns how many */
export async function endSessions(
  tx: Queryable,
  { account, actor, except = null }: { actor: string; account: number; except?: number | null },
): Promise<number> {
  const ended = await revokeSessions(tx, account, except);
  if (ended > 0)
    await appendAudit(tx, {
      actor,
      action: 'sessions.ended',
      object: `account:${account}`,
      detail: { ended },
    });
  return ended;
}

/** What a browser says of itself, as far as it can be kept and shown. */
function agentText(agent: string): string {
  // Headers may hold any byte; a column takes no NUL, a page no control characters.
  return agent.replace(/[^\x20-\x7e]/g, '').slice(0, 200);
}
