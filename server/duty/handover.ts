import { actorOf, type Account } from '../access/principal.ts';
import type { RealmCell } from '../contract/cells.ts';
import type { HandoverReport } from '../contract/handover-rest.ts';
import { daysLater, siteDay } from '../contract/days.ts';
import type { Figures } from '../contract/rest.ts';
import { ROUTES } from '../contract/routes.ts';
import type { Scope } from '../contract/scope.ts';
import type { RealmDatabase } from '../db/database.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { readAuditHead } from '../db/queries/audit-chain.ts';
import {
  readOpenLeads,
  readShiftAlarms,
  readShiftCases,
  readShiftCorrections,
  readShiftTasks,
} from '../db/queries/handover-happened.ts';
import { insertHandover, insertReceipt } from '../db/queries/handover-write.ts';
import { readFigures, readHorizons } from '../db/queries/read-figures.ts';
import { readQueue } from '../db/queries/read-queue.ts';
import { placesWithin } from './places-within.ts';

const NO_FIGURES: Figures = {
  arrivals: 0,
  units: 0,
  highRiskUnits: 0,
  primary: 0,
  flagged: 0,
  secondary: 0,
  upheld: 0,
  cases: 0,
  grams: 0,
};

/** What a report is about; instants are milliseconds since the Unix epoch, whole minutes. */
export interface ReportWanted {
  describe: RealmCell;
  scope: Scope;
  from: number;
  to: number;
  now: number;
}

/** The report of a shift, as it is known now. Throws NotKept where its figures are gone. */
export async function makeReport(realm: RealmDatabase, wanted: ReportWanted): Promise<HandoverReport> {
  const { describe, from, now, scope, to } = wanted;
  const iso = (at: number) => new Date(at).toISOString();
  const places = placesWithin(['headquarters'], scope.text);
  const shift = { from: iso(from), to: iso(to), places };
  const horizons = await readHorizons(realm);
  const byRoute = async (since: number, until: number) => {
    const rows = await readFigures(realm, since, until, horizons);
    return (route: string) =>
      addUp(rows.filter((row) => row.route === route && scope.covers(row.port, row.route)));
  };
  const [period, dayBefore] = [
    await byRoute(from, to),
    await byRoute(daysLater(from, -1), daysLater(to, -1)),
  ];
  const waiting = (await readQueue(realm, siteDay(now))).flatMap(({ port, route, value }) => {
    const { again, flagged, oldestSince } = value;
    const waits = scope.covers(port, route) && again + flagged > 0;
    return waits ? [{ port, route, flagged, again, oldestSince }] : [];
  });
  return {
    realm: describe.name,
    simulated: describe.simulated,
    scope: scope.text,
    from: shift.from,
    to: shift.to,
    madeAt: iso(now),
    alarms: await readShiftAlarms(realm, shift),
    tasks: await readShiftTasks(realm, shift),
    cases: await readShiftCases(realm, shift),
    corrections: await readShiftCorrections(realm, shift),
    waiting,
    leads: await readOpenLeads(realm, iso(now), places),
    figures: ROUTES.map((route) => ({ route, period: period(route), dayBefore: dayBefore(route) })),
  };
}

/** Signs a report: what is kept is as it is known at this moment, and never changes. */
export async function signHandover(
  realm: RealmDatabase,
  account: Account,
  wanted: ReportWanted,
  note: string | null,
): Promise<number> {
  const report = await makeReport(realm, wanted);
  return await realm.db.transaction(async (tx) => {
    const signed = {
      ...report,
      signedById: account.id,
      signedBy: account.name,
      signedAt: new Date(wanted.now).toISOString(),
      note,
      audit: await readAuditHead(tx),
    };
    const { id, sha256 } = await insertHandover(tx, realm.schema, signed);
    const { from, scope, to } = report;
    await appendAudit(tx, {
      actor: actorOf(account),
      action: 'handover.signed',
      object: `handover:${realm.schema}:${id}`,
      detail: { scope, from, to, sha256 },
    });
    return id;
  });
}

/** @returns false when somebody had received it before */
export async function receiveHandover(
  realm: RealmDatabase,
  account: Account,
  { id, sha256 }: { id: number; sha256: string },
  now: number,
): Promise<boolean> {
  return await realm.db.transaction(async (tx) => {
    const receipt = { handover: id, by: account.id, now: new Date(now).toISOString() };
    if (!(await insertReceipt(tx, realm.schema, receipt))) return false;
    await appendAudit(tx, {
      actor: actorOf(account),
      action: 'handover.received',
      object: `handover:${realm.schema}:${id}`,
      detail: { sha256 },
    });
    return true;
  });
}

/** Sum of figures; what is unknown in one of them is unknown in the sum. */
function addUp(rows: readonly Figures[]): Figures {
  const sum: Record<string, number | null> = { ...NO_FIGURES };
  for (const row of rows) {
    for (const name of Object.keys(NO_FIGURES) as (keyof Figures)[]) {
      const [before, more] = [sum[name] ?? null, row[name]];
      sum[name] = before === null || more === null ? null : before + more;
    }
  }
  return { ...(sum as unknown as Figures), grams: Math.round((sum['grams'] ?? 0) * 1_000) / 1_000 };
}
