import { EVENT_STREAMS } from '../../../server/contract/events/catalogue.ts';
import { siteDay } from '../../../server/contract/days.ts';
import type { Queryable } from '../../../server/db/database.ts';
import { latestBy, type Standing } from '../standing.ts';
import type { Table } from '../rows.ts';
import { pairItems, type Item } from './items.ts';
import { standingLeads, type Leads } from './leads.ts';
import { byText, groupBy, iso, type Verdict } from './plain.ts';

/** What the raw tables say, under their corrections; and the rules that are data. No table that a trigger keeps. */
export interface Raw {
  /** Also those that are retracted later: the AI was heard, the bag was read. */
  allVerdicts: readonly Verdict[];
  retracted: ReadonlySet<Verdict>;
  verdicts: readonly Verdict[];
  arrivals: readonly Standing[];
  cases: readonly Standing[];
  casesKnownAt: (knownAt: number) => readonly Standing[];
  leads: Leads;
  stations: readonly Standing[];
  declarations: readonly Standing[];
  bulletins: readonly Standing[];
  indicators: readonly Standing[];
  items: readonly Item[];
  /** Places of which any arrival or verdict was ever told. */
  told: ReadonlySet<string>;
  risky: ReadonlySet<string>;
  secondPorts: ReadonlySet<string>;
  weights: ReadonlyMap<string, number>;
  rules: ReadonlyMap<string, number>;
  /** Longest normal silence of a feed in seconds, and when anything that it told was written, in milliseconds. */
  feeds: ReadonlyMap<string, { cadence: number | null; writtenAt: number }>;
}

/** Cells by their key, as a panel ought to make them at `now`, in milliseconds since the Unix epoch. */
export type Opinion = (raw: Raw, now: number) => Record<string, unknown>;

interface Change {
  at: number;
  known: number;
  id: string;
  target: string;
  changes: Record<string, unknown>;
  retracted: boolean | null;
}
type Corrections = ReadonlyMap<string, readonly Change[]>;
type Timed = { at: number; known: number; source: string; id: string };
const inOrder = (a: Timed, b: Timed) =>
  a.at - b.at || a.known - b.known || byText(a.source, b.source) || byText(a.id, b.id);
const MS = (column: string) => `(extract(epoch FROM ${column}) * 1000000)::bigint / 1000.0`;

export async function readRaw(db: Queryable): Promise<Raw> {
  const changes = await db.query<Change & Record<string, unknown>>(
    `SELECT (${MS('time')})::float8 AS at, (${MS('recorded_at')})::float8 AS known, id, changes, retracted,
            concat_ws(' ', target_type, target_source, target_id) AS target FROM live.correction`,
  );
  changes.sort((a, b) => a.at - b.at || a.known - b.known || byText(a.id, b.id));
  const read = (table: Table, knownAt = Infinity) =>
    readTable(
      db,
      table,
      groupBy(
        changes.filter(({ known }) => known <= knownAt),
        ({ target }) => target,
      ),
      knownAt,
    );
  const names = async (table: string, column: string) =>
    (await db.query<{ name: string }>(`SELECT ${column} AS name FROM live.${table}`)).map(({ name }) => name);
  const numbers = async (table: string, name: string, value: string) =>
    new Map(
      (
        await db.query<{ name: string; value: number }>(
          `SELECT ${name} AS name, ${value}::float8 AS value FROM live.${table}`,
        )
      ).map((row): [string, number] => [row.name, row.value]),
    );
  const [risky, secondPorts] = [
    new Set(await names('high_risk_origin', 'origin')),
    new Set(await names('second_line_port', 'port')),
  ];
  const told = await db.query<{ at: string }>(
    `SELECT port || '|' || route AS at FROM live.arrival UNION SELECT port || '|' || route FROM live.verdict`,
  );
  const corrections = groupBy(changes, ({ target }) => target);
  const { all, retracted } = await readVerdicts(db, corrections);
  const verdicts = all.filter((verdict) => !retracted.has(verdict));
  const arrivals = await read('arrival');
  const seizures = await read('seizure');
  // All that a first announcement was told with: few rows, read once.
  const seizuresKnownAt = new Map<number, readonly Standing[]>();
  const bulletins = await read('bulletin');
  for (const { at, kind } of bulletins)
    if (kind === 'announcement') seizuresKnownAt.set(at, casesOf(await read('seizure', at)));
  return {
    ...{ allVerdicts: all, retracted, verdicts, arrivals, bulletins, risky, secondPorts },
    told: new Set(told.map(({ at }) => at)),
    cases: casesOf(seizures),
    casesKnownAt: (knownAt) => seizuresKnownAt.get(knownAt) ?? [],
    leads: standingLeads(await read('lead'), arrivals, verdicts),
    stations: await read('station'),
    declarations: await read('declaration'),
    indicators: await read('indicator'),
    items: pairItems(verdicts, risky, secondPorts),
    weights: await numbers('risk_weight', 'reason', 'points'),
    rules: new Map([
      ...(await numbers('risk_rule', 'name', 'value')),
      ...(await numbers('case_rule', 'name', 'value')),
    ]),
    feeds: await readFeeds(db),
  };
}

/** Cases as they stand: the first statement says when, the latest what. */
function casesOf(statements: readonly Standing[]): Standing[] {
  const number = (row: Standing) => row['case_no'] as string;
  const first = new Map([...statements].reverse().map((row) => [number(row), row]));
  return latestBy(statements, number).map((row) => {
    const { at, time } = first.get(number(row)) ?? row;
    return { ...row, at, time };
  });
}

/** Rows of a small stream, in the order of their time; known by then, under the corrections given. */
async function readTable(
  db: Queryable,
  table: Table,
  corrections: Corrections,
  knownAt: number,
): Promise<Standing[]> {
  const rows = await db.query<{ row: Record<string, any>; at: number; known: number }>(
    `SELECT to_jsonb(r) AS row, (${MS('time')})::float8 AS at, (${MS('recorded_at')})::float8 AS known FROM live.${table} r`,
  );
  return rows
    .filter(({ known }) => known <= knownAt)
    .flatMap(({ at, known, row }) => {
      const now = standing(row, corrections.get(`${table} ${row['source']} ${row['id']}`));
      return now === null
        ? []
        : [{ ...now, time: iso(at), at, known, source: `${row['source']}`, id: `${row['id']}` }];
    })
    .sort(inOrder);
}

function standing<T extends object>(row: T, changes: readonly Change[] = []): T | null {
  const retracted = changes.reduce((so, each) => each.retracted ?? so, false);
  return retracted ? null : Object.assign({}, row, ...changes.map((each) => each.changes));
}

const FIELDS = [
  ...[
    'feed',
    'source',
    'id',
    'port',
    'route',
    'station',
    'subject',
    'stage',
    'judged_by',
    'result',
    'scan_ms',
  ],
  ...['score', 'model', 'origin', 'batch'],
];

/**
 * As lines of text, some thousand to a row: to parse rows of an object each would take many times as long. Port by port,
 * since a query that takes long is given up.
 */
async function readVerdicts(
  db: Queryable,
  corrections: Corrections,
): Promise<{ all: Verdict[]; retracted: Set<Verdict> }> {
  const columns = FIELDS.map((name) => `coalesce(${name}::text, '')`);
  const ports = await db.query<{ port: string }>('SELECT DISTINCT port FROM live.verdict');
  const parts: { lines: string }[] = [];
  for (const { port } of ports) {
    const lines = await db.query<{ lines: string }>(
      `SELECT string_agg(concat_ws(E'\\t', (${MS('time')})::float8, (${MS('recorded_at')})::float8, ${columns.join(', ')}), E'\\n') AS lines
       FROM live.verdict WHERE port = $1 GROUP BY date_trunc('minute', time)`,
      [port],
    );
    parts.push(...lines);
  }
  const [all, retracted]: [Verdict[], Set<Verdict>] = [[], new Set()];
  for (const { lines } of parts) {
    for (const line of lines.split('\n')) {
      const fields = line.split('\t');
      const stated = verdictOf(fields);
      const changes = corrections.get(`verdict ${stated.source} ${stated.id}`);
      if (changes === undefined) {
        all.push(stated);
        continue;
      }
      const row: Record<string, any> = Object.fromEntries(
        FIELDS.map((name, index) => [name, fields[index + 2]]),
      );
      const now = standing(row, changes);
      const values = FIELDS.map((name) => String((now ?? row)[name] ?? ''));
      const verdict = { ...verdictOf([...fields.slice(0, 2), ...values]), stated };
      all.push(verdict);
      if (now === null) retracted.add(verdict);
    }
  }
  all.sort(inOrder);
  return { all, retracted };
}

function verdictOf(fields: readonly string[]): Verdict {
  const [at, known, feed = '', source = '', id = '', port = '', route = '', station = '', ...more] = fields;
  const [subject = '', stage = '', by = '', result = '', scanMs, score = '', model, origin, batch] = more;
  return {
    at: Number(at),
    known: Number(known),
    day: siteDay(Number(at)),
    feed,
    source,
    id,
    port,
    route,
    station,
    subject,
    stage,
    by,
    result,
    scanMs: Number(scanMs),
    score: score === '' ? null : Number(score),
    model: model || null,
    origin: origin || null,
    batch: batch || null,
    stated: null,
  };
}

async function readFeeds(db: Queryable): Promise<Raw['feeds']> {
  const cadences = await db.query<{ name: string; cadence: number | null }>(
    'SELECT name, cadence_seconds AS cadence FROM live.feed',
  );
  const written = await db.query<{ feed: string; at: number }>(
    `SELECT feed, (${MS('max(at)')})::float8 AS at FROM (${EVENT_STREAMS.map(
      (table) => `SELECT feed, max(recorded_at) AS at FROM live.${table} GROUP BY feed`,
    ).join(' UNION ALL ')}) w GROUP BY feed`,
  );
  return new Map(
    cadences.map(({ cadence, name }) => [
      name,
      { cadence, writtenAt: written.find(({ feed }) => feed === name)?.at ?? -Infinity },
    ]),
  );
}
