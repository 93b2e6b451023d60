import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../access/principal.ts';
import { siteDay } from '../contract/days.ts';
import { Problem } from '../contract/rest.ts';
import { MOST_EXPORT_ROWS, NO_PLACE, ROW_STREAMS, RowsAnswer, rowsQuery } from '../contract/rows-rest.ts';
import { HEADQUARTERS, type Scope } from '../contract/scope.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { measureRows, readRows, tiesOf, type RowsWanted } from '../db/queries/read-rows.ts';
import type { RunningRealm } from '../realm.ts';
import { readableRealm, type RouteDeps } from './deps.ts';
import { readScopeQuery } from './period.ts';
import { codeOfPort } from './site.ts';
import { Refusal } from './problems.ts';
import { csvOf, jsonOf } from './row-files.ts';
import { cursorText, readCursor, readWanted, type RowsQuery } from './rows-query.ts';

const PAGE_ROWS = 100;
/** More at once would keep the board's own questions waiting. */
const MOST_EXPORTS = 2;

/** The rows behind every figure: looked through page by page, or taken along whole. */
export function rowRoutes(app: FastifyInstance, deps: RouteDeps): void {
  let exports = 0;
  for (const stream of ROW_STREAMS) {
    app.get<{ Querystring: RowsQuery }>(
      `/api/v1/rows/${stream}`,
      {
        config: { access: 'look' },
        schema: {
          summary: `Rows of ${stream}, newest first: a page of them, or all as CSV or JSON`,
          querystring: rowsQuery(stream),
          response: {
            200: { content: { 'application/json': { schema: RowsAnswer } } },
            '4xx': Problem,
            '5xx': Problem,
          },
        },
      },
      async (request, reply) => {
        const { query } = request;
        const realm = readableRealm(deps, request, query.realm, scopeOf(query));
        const wanted = readWanted(stream, query, realm.clock.now());
        const format = formatOf(request);
        if (format === null) return await page(realm, wanted, query);
        if (exports >= MOST_EXPORTS)
          throw new Refusal(429, 'others are exporting now; try again shortly', [], { 'retry-after': '5' });
        exports += 1;
        const file = await exported(deps, request, realm, wanted, format).catch((error: unknown) => {
          exports -= 1;
          throw error;
        });
        file.once('close', () => (exports -= 1));
        return sendFile(reply, file, fileName(realm, wanted, realm.clock.now(), format), format);
      },
    );
  }
}

/** What the one who asks must be allowed to see: the place that the rows are narrowed to, or all. */
function scopeOf({ port = NO_PLACE, route = NO_PLACE }: RowsQuery): Scope {
  const parts = [
    port === NO_PLACE ? '' : `port:${codeOfPort(port, '/query/port')}`,
    route === NO_PLACE ? '' : `route:${route}`,
  ];
  const text = parts.filter((part) => part !== '').join('/');
  return text === '' ? HEADQUARTERS : readScopeQuery(text);
}

/** As the query says, or else the header; `null`: a page. */
function formatOf({ headers, query }: FastifyRequest<{ Querystring: RowsQuery }>): 'csv' | 'json' | null {
  return query.format ?? (/^text\/csv\b/i.test(headers.accept ?? '') ? 'csv' : null);
}

async function page(realm: RunningRealm, wanted: RowsWanted, query: RowsQuery): Promise<RowsAnswer> {
  const after = query.after === undefined ? null : readCursor(query.after, tiesOf(wanted.stream));
  const { measure } = query;
  const [found, measured] = await Promise.all([
    readRows(realm.database, wanted, query.limit ?? PAGE_ROWS, after),
    measure === undefined ? null : measureRows(realm.database, wanted, measure === 'rows' ? null : measure),
  ]);
  const iso = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());
  return {
    realm: realm.describe.name,
    stream: wanted.stream,
    from: iso(wanted.from),
    to: iso(wanted.to),
    measured,
    rows: found.rows,
    next: found.next === null ? null : cursorText(found.next),
  };
}

/** All rows of the filter. Before the first one leaves, the audit log says who takes how many of which. */
async function exported(
  { db }: RouteDeps,
  request: FastifyRequest<{ Querystring: RowsQuery }>,
  realm: RunningRealm,
  wanted: RowsWanted,
  format: 'csv' | 'json',
): Promise<Readable> {
  const { rows } = await measureRows(realm.database, wanted, null);
  if (rows > MOST_EXPORT_ROWS) {
    throw new Refusal(422, `these are ${rows} rows, and a file holds at most ${MOST_EXPORT_ROWS}`, [
      { path: '/query', reason: 'is too wide: choose a shorter period or more filters' },
    ]);
  }
  const { after: _after, limit: _limit, measure: _measure, ...filter } = request.query;
  await db.transaction((tx) =>
    appendAudit(tx, {
      actor: actorOf(request.principal),
      action: 'rows.exported',
      object: `rows:${realm.describe.name}:${wanted.stream}`,
      detail: { ...filter, format, rows },
    }),
  );
  const pages = allPages(realm, wanted);
  return Readable.from(format === 'csv' ? csvOf(wanted.stream, pages) : jsonOf(realm, wanted, pages), {
    objectMode: false,
  });
}

async function* allPages(realm: RunningRealm, wanted: RowsWanted) {
  const size = realm.database.db.engine === 'embedded' ? 2_000 : 10_000;
  let left = MOST_EXPORT_ROWS;
  let after: Parameters<typeof readRows>[3] = null;
  do {
    const found = await readRows(realm.database, wanted, Math.min(size, left), after);
    yield found.rows;
    left -= found.rows.length;
    after = found.next;
  } while (after !== null && left > 0);
}

function sendFile(reply: FastifyReply, file: Readable, name: string, format: 'csv' | 'json'): FastifyReply {
  const type = format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/json';
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename="${name}"`)
    .header('cache-control', 'no-store')
    .send(file);
}

/** `gwanje-live-verdict-ICN-EXP-express-20261121-20261121.csv`: realm, stream, place, first and last site day. */
function fileName(
  { describe }: RunningRealm,
  { from, port, route, stream, to }: RowsWanted,
  now: number,
  format: string,
): string {
  const day = (at: number) => siteDay(at).replaceAll('-', '');
  const period = from === undefined || to === undefined ? [day(now)] : [day(from), day(to - 1)];
  const parts = ['gwanje', describe.name, stream, port, route, ...period];
  return `${parts.filter((part) => part !== undefined && part !== NO_PLACE).join('-')}.${format}`;
}
