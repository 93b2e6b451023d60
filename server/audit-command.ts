/**
 * Verifies the audit log, or says where it ends, also while the board runs. It changes nothing and never migrates.
 * Exit codes: 0 all rows are as they were written, 1 one is not (or nothing could be asked), 2 no such order.
 */
import { parseArgs } from 'node:util';
import { readConfig, type Config } from './config.ts';
import type { AuditHead, AuditVerdict } from './contract/audit-rest.ts';
import { askBoard } from './control/ask-board.ts';
import { FolderHeld } from './db/folder-lock.ts';
import { readAuditHead } from './db/queries/audit-chain.ts';
import { readExpectedHead, verifyAudit } from './duty/audit-chain.ts';
import { openDatabase } from './open-database.ts';

const USAGE = `usage: npm run audit -- verify [--expect SEQ:HASH]
       npm run audit -- head
Note the head somewhere else now and then: with it, verify also finds what was cut off the end or written anew.`;

type Order = { does: 'verify'; expected: AuditHead | null } | { does: 'head' };
interface Answer {
  head: AuditHead | null;
  verdict?: AuditVerdict;
}

function readOrder(args: string[]): Order | null {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { expect: { type: 'string' } },
  });
  const [does, ...more] = positionals;
  if (more.length > 0) return null;
  if (does === 'head') return values.expect === undefined ? { does } : null;
  if (does !== 'verify') return null;
  if (values.expect === undefined) return { does, expected: null };
  const expected = readExpectedHead(values.expect);
  if (expected === null) throw new Error('--expect takes SEQ:HASH, as `head` prints it');
  return { does, expected };
}

async function askDatabase(config: Config, order: Order): Promise<Answer> {
  const db = await openDatabase(config, (error) => console.error(error.message));
  try {
    if (order.does === 'head') return { head: await readAuditHead(db) };
    const verdict = await verifyAudit(db, order.expected);
    return { head: verdict.head, verdict };
  } finally {
    await db.close();
  }
}

async function askRunning({ dataDir }: Config, order: Order): Promise<Answer> {
  if (order.does === 'head') return await askBoard<Answer>(dataDir, '/control/audit/head');
  const expect = order.expected === null ? '' : `?expect=${order.expected.seq}:${order.expected.hash}`;
  const verdict = await askBoard<AuditVerdict>(dataDir, `/control/audit/verify${expect}`);
  return { head: verdict.head, verdict };
}

const WORDS = {
  altered: 'was altered',
  unchained: 'does not continue the row before it: one of them was replaced',
  missing: 'is missing',
  other: 'is not the row that was noted: the log was written anew from some row on',
  cut: 'and all after it are missing: the end was cut off',
} as const;

/** Where a command writes: results alone to `log`, everything else to `error`. */
type Print = Pick<Console, 'log' | 'error'>;

/** @returns the exit code */
export async function auditCommand(args: string[], env: NodeJS.ProcessEnv, print: Print): Promise<number> {
  return await run(args, env, print).catch((error: unknown) => {
    print.error(error instanceof Error ? error.message : error);
    return 1;
  });
}

async function run(args: string[], env: NodeJS.ProcessEnv, print: Print): Promise<number> {
  const order = readOrder(args);
  if (order === null) {
    print.error(USAGE);
    return 2;
  }
  const config = readConfig(env);
  const { head, verdict } = await askDatabase(config, order).catch((error: unknown) => {
    if (error instanceof FolderHeld) return askRunning(config, order);
    throw error;
  });
  const fault = verdict?.fault ?? null;
  if (fault !== null) {
    print.error(`row ${fault.seq} ${WORDS[fault.what]}; the ${verdict?.rows ?? 0} before it are good`);
    return 1;
  }
  if (verdict !== undefined) print.error(`${verdict.rows} rows are as they were written`);
  print.log(head === null ? 'the log is empty' : `${head.seq}:${head.hash}`);
  return 0;
}
