import type { Queryable } from '../../server/db/database.ts';
import type { RowOf } from './rows.ts';

/** Rows of any stream, each with the columns that it names: one INSERT per set of columns. */
export async function insertAny(
  db: Queryable,
  table: string,
  rows: readonly RowOf[],
  schema = 'live',
): Promise<void> {
  const bySet = new Map<string, RowOf[]>();
  for (const row of rows) {
    const columns = Object.keys(row).sort().join(', ');
    bySet.set(columns, [...(bySet.get(columns) ?? []), row]);
  }
  for (const [columns, each] of bySet) {
    await db.query(
      `INSERT INTO ${schema}.${table} (${columns})
       SELECT ${columns} FROM jsonb_populate_recordset(NULL::${schema}.${table}, $1::text::jsonb)`,
      [JSON.stringify(each)],
    );
  }
}

let last = 0;
const common = () => ({
  time: new Date().toISOString(),
  source: '//lead.example',
  id: `l${String(++last).padStart(6, '0')}`,
});

export const leadRow = (own: RowOf = {}) => ({
  ...common(),
  lead_no: `L-${last}`,
  partner: 'TH',
  kind: 'flight',
  status: 'open',
  ...own,
});

export const gateTeamRow = (own: RowOf = {}) => ({
  ...common(),
  station: 'GT-1',
  port: 'ICN-T1',
  route: 'traveller',
  kind: 'gate-team',
  state: 'up',
  ...own,
});

type Raw = Record<string, unknown> & { source: string; id: string; time: Date; recorded_at: Date };
type Text = string | null;

interface LeadNow extends Raw {
  lead_no: string;
  kind: string;
  status: string;
  port: Text;
  route: Text;
  conveyance: Text;
  subject: Text;
  origin: Text;
  valid_from: Date | null;
  valid_until: Date | null;
  first: number;
  known: number;
}
const DAY = 86_400_000;

/** Leads as they stand, and what they match, worked out plainly from the raw rows and not in SQL: a second opinion. */
export async function leadsOfRawRows(
  db: Queryable,
  schema = 'live',
): Promise<{ leads: LeadNow[]; matches: string[] }> {
  const read = (table: string) => db.query<Raw>(`SELECT * FROM ${schema}.${table}`);
  const corrections = (await read('correction')).sort(inOrder);
  function standing(type: string, row: Raw): Raw | null {
    let now: Raw | null = { ...row };
    let retracted = false;
    for (const each of corrections) {
      if (each['target_type'] !== type || each['target_source'] !== row.source) continue;
      if (each['target_id'] !== row.id) continue;
      now = { ...now, ...(each['changes'] as object) };
      retracted = (each['retracted'] as boolean | null) ?? retracted;
    }
    if (retracted) now = null;
    return now;
  }
  const stand = async (type: string) =>
    (await read(type)).map((row) => standing(type, row)).filter((row) => row !== null);

  const byNumber = new Map<string, Raw[]>();
  for (const row of await stand('lead')) {
    const number = String(row['lead_no']);
    byNumber.set(number, [...(byNumber.get(number) ?? []), row]);
  }
  const leads = [...byNumber.values()].map((statements) => {
    const latest = statements.sort(inOrder).at(-1) as LeadNow;
    const first = Math.min(...statements.map(({ time }) => time.getTime()));
    const known = Math.min(...statements.map(({ recorded_at }) => recorded_at.getTime()));
    return { ...latest, first, known };
  });

  const arrivals = [...(await stand('arrival')), ...(await read('announced_arrival'))];
  const verdicts = await stand('verdict');
  const matches = new Set<string>();
  for (const lead of leads) {
    if (!['flight', 'consignment', 'person-category', 'watch-list'].includes(lead.kind)) continue;
    const loose = ['person-category', 'watch-list'].includes(lead.kind) && !lead.conveyance && !lead.subject;
    const from = stated(lead.valid_from) ?? lead.first - (loose ? 0 : 7 * DAY);
    let until = stated(lead.valid_until) ?? lead.first + 30 * DAY;
    if (lead.status === 'closed') until = Math.min(until, lead.time.getTime());
    const holds = ({ time }: Raw) =>
      time.getTime() >= (loose ? Math.max(from, lead.first) : from) && time.getTime() < until;
    const say = (stream: string, { id, source, time }: Raw) =>
      matches.add([lead.lead_no, stream, source, id, time.toISOString()].join(' '));
    for (const arrival of arrivals) {
      const named = lead.conveyance
        ? lead.conveyance === arrival['conveyance']
        : loose && lead.origin !== null && lead.route !== null;
      const fits = (['port', 'route', 'origin'] as const).every(
        (name) => lead[name] === null || lead[name] === arrival[name],
      );
      if (named && fits && holds(arrival)) say('arrival', arrival);
    }
    for (const verdict of verdicts) {
      if (lead.subject && lead.subject === verdict['subject'] && holds(verdict)) say('verdict', verdict);
    }
  }
  return { leads, matches: [...matches].sort() };
}

/** Corrections carry instants as text. */
function stated(at: Date | string | null): number | null {
  return at === null ? null : new Date(at).getTime();
}

function inOrder(a: Raw, b: Raw): number {
  return (
    a.time.getTime() - b.time.getTime() ||
    a.recorded_at.getTime() - b.recorded_at.getTime() ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}
