import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import {
  AUDIT_PAGE,
  AuditList,
  AuditQuery,
  AuditVerdict,
  VerifyQuery,
  type AuditHead,
  type AuditRow,
} from '../contract/audit-rest.ts';
import { actorOf } from '../access/principal.ts';
import { endOfDay, isDay, startOfDay } from '../contract/days.ts';
import { Problem } from '../contract/rest.ts';
import type { Database } from '../db/database.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { readAuditHead } from '../db/queries/audit-chain.ts';
import { readAudit, type AuditWanted } from '../db/queries/audit-read.ts';
import { readExpectedHead, verifyAudit } from '../duty/audit-chain.ts';
import { csvDocument } from './csv.ts';
import type { RouteDeps } from './deps.ts';
import { readInstantQuery } from './period.ts';

const problems = { '4xx': Problem, '5xx': Problem };
/** Rows that an export asks for at once. */
const EXPORT_PAGE = 1_000;

/** Who did what and when; whether it is still as it was written. */
export function auditRoutes(app: FastifyInstance, { db }: RouteDeps): void {
  app.get<{ Querystring: AuditQuery }>(
    '/api/v1/audit',
    {
      config: { access: 'audit' },
      schema: {
        summary: 'The audit log, the newest first, in pages; or all that matches as CSV',
        querystring: AuditQuery,
        response: { 200: { content: { 'application/json': { schema: AuditList } } }, ...problems },
      },
    },
    async (request, reply): Promise<AuditList | Readable> => {
      const { before, format = 'json' } = request.query;
      const wanted = readWanted(request.query);
      if (format === 'csv') {
        const { action, actor, from, object, to } = wanted;
        await db.transaction((tx) =>
          appendAudit(tx, {
            actor: actorOf(request.principal),
            action: 'audit.exported',
            object: 'audit',
            detail: { action, actor, object, from, to },
          }),
        );
        void reply
          .type('text/csv; charset=utf-8; header=present')
          .header('content-disposition', 'attachment; filename="audit.csv"')
          .header('cache-control', 'no-store');
        return Readable.from(csvDocument(COLUMNS, pagesOf(db, wanted)));
      }
      const found = await readAudit(db, { ...wanted, before: before ?? null, most: AUDIT_PAGE + 1 });
      const rows = found.slice(0, AUDIT_PAGE);
      return { rows, next: found.length > AUDIT_PAGE ? (rows.at(-1)?.seq ?? null) : null };
    },
  );

  const verify = oneAtATime(db);
  app.get<{ Querystring: VerifyQuery }>(
    '/api/v1/audit/verify',
    {
      config: { access: 'audit' },
      schema: {
        summary: 'Whether every row is as it was written, and where the log ends',
        querystring: VerifyQuery,
        response: { 200: AuditVerdict, ...problems },
      },
    },
    async ({ query }) => await verify(query.expect),
  );
}

/** For the command, while the board holds the embedded database. */
export function auditControlRoutes(app: FastifyInstance, { db }: RouteDeps): void {
  app.get(
    '/control/audit/head',
    { schema: { hide: true }, config: { access: 'control' } },
    async (): Promise<{ head: AuditHead | null }> => ({ head: await readAuditHead(db) }),
  );
  const verify = oneAtATime(db);
  app.get<{ Querystring: VerifyQuery }>(
    '/control/audit/verify',
    { schema: { hide: true, querystring: VerifyQuery }, config: { access: 'control' } },
    async ({ query }) => await verify(query.expect),
  );
}

/** The whole log is read: whoever asks the same meanwhile gets the same answer. */
function oneAtATime(db: Database): (expect: string | undefined) => Promise<AuditVerdict> {
  const running = new Map<string, Promise<AuditVerdict>>();
  return async (expect = '') => {
    const known = running.get(expect);
    if (known !== undefined) return await known;
    // Another question waits for its turn.
    const before = Promise.allSettled(running.values());
    const verdict = before.then(() => verifyAudit(db, readExpectedHead(expect)));
    running.set(expect, verdict);
    return await verdict.finally(() => running.delete(expect));
  };
}

const COLUMNS = [
  'seq',
  'at',
  'actor',
  'actorName',
  'action',
  'object',
  'detail',
  'hash',
] as const satisfies readonly (keyof AuditRow)[];

/** All rows that match, from one moment on backwards: what is written meanwhile is not among them. */
async function* pagesOf(db: Database, wanted: Omit<AuditWanted, 'before' | 'most'>) {
  let before: number | null = null;
  for (;;) {
    const rows: AuditRow[] = await readAudit(db, { ...wanted, before, most: EXPORT_PAGE });
    yield rows.map((row) => COLUMNS.map((column) => row[column]));
    const last = rows.at(-1);
    if (last === undefined || rows.length < EXPORT_PAGE) return;
    before = last.seq;
  }
}

function readWanted({ action, actor, from, object, to }: AuditQuery): Omit<AuditWanted, 'before' | 'most'> {
  const iso = (at: number) => new Date(at).toISOString();
  const first = (text: string) => (isDay(text) ? startOfDay(text) : readInstantQuery('from', text));
  const last = (text: string) => (isDay(text) ? endOfDay(text) : readInstantQuery('to', text));
  return {
    action: action ?? null,
    actor: actor ?? null,
    object: object ?? null,
    from: from === undefined ? null : iso(first(from)),
    to: to === undefined ? null : iso(last(to)),
  };
}
