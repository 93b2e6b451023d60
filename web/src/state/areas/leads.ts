import type { LeadRow } from '../../../../server/contract/intelligence-cells.ts';
import type { Shown } from '../board.svelte.ts';
import { cellsOf, type Covers } from '../cells-of.ts';
import { UNACKNOWLEDGED_LEAD_MS } from '../thresholds.ts';
import { earlier, since, sumOf } from './narrowed.ts';

export interface Lead extends LeadRow {
  ageMs: number;
  /** Nobody has taken it up in time, or what it names is already here. */
  overdue: boolean;
}
interface LeadPartner {
  partner: string;
  open: number;
  unacknowledged: number;
  matched: number;
  oldestMs: number;
  /** One of its leads is overdue. */
  overdue: boolean;
}
export interface Leads {
  /** Overdue first, then not acknowledged, then the oldest. */
  rows: Lead[];
  /** The ones with something overdue first, then by what is not acknowledged, then by what is open. */
  partners: LeadPartner[];
  open: number;
  unacknowledged: number;
  matched: number;
  oldestMs: number | null;
}

/** Leads that are not closed; `null` where the board has said nothing about leads. */
export function leadsOf({ cells, asOf }: Shown, covers: Covers): Leads | null {
  const found = cellsOf(cells, 'leads', covers);
  if (found.length === 0 || asOf === null) return null;
  const rows = found
    .flatMap(({ value }) => value.rows.map((row) => lead(row, asOf)))
    .sort((a, b) => urgency(b) - urgency(a) || b.ageMs - a.ageMs || (a.leadNo < b.leadNo ? -1 : 1));
  const partners = new Map<string, LeadPartner>();
  let oldest: string | null = null;
  for (const [partner, open, unacknowledged, matched, oldestOpen] of found.flatMap(
    ({ value }) => value.partners,
  )) {
    const known = partners.get(partner);
    oldest = earlier(oldest, oldestOpen);
    partners.set(partner, {
      partner,
      open: open + (known?.open ?? 0),
      unacknowledged: unacknowledged + (known?.unacknowledged ?? 0),
      matched: matched + (known?.matched ?? 0),
      oldestMs: Math.max(since(asOf, oldestOpen), known?.oldestMs ?? 0),
      overdue: rows.some((row) => row.overdue && row.partner === partner),
    });
  }
  const all = [...partners.values()].sort(byUrgency);
  return {
    rows,
    partners: all,
    open: sumOf(all, ({ open }) => open),
    unacknowledged: sumOf(all, ({ unacknowledged }) => unacknowledged),
    matched: sumOf(all, ({ matched }) => matched),
    oldestMs: oldest === null ? null : since(asOf, oldest),
  };
}

function lead(row: LeadRow, asOf: number): Lead {
  const ageMs = since(asOf, row.time);
  const overdue = row.status === 'open' && (row.matched !== null || ageMs > UNACKNOWLEDGED_LEAD_MS);
  return { ...row, ageMs, overdue };
}

function urgency({ overdue, status }: Lead): number {
  return overdue ? 2 : status === 'open' ? 1 : 0;
}

function byUrgency(a: LeadPartner, b: LeadPartner): number {
  return (
    Number(b.overdue) - Number(a.overdue) ||
    b.unacknowledged - a.unacknowledged ||
    b.open - a.open ||
    (a.partner < b.partner ? -1 : 1)
  );
}
