import type {
  InformationCell,
  MinorLeadsCell,
  OperationRow,
} from '../../../../server/contract/intelligence-cells.ts';
import type { Shown } from '../board.svelte.ts';
import { nationalCellOf } from '../cells-of.ts';
import {
  OLD_LIST_MS,
  OLD_TARGET_MS,
  OPERATION_ENDING_MS,
  OWED_REPLY_MS,
  UNREFERRED_CLUSTER_MS,
} from '../thresholds.ts';
import { earlier, since, sumOf } from './narrowed.ts';

export interface Information extends InformationCell {
  listAgeMs: number | null;
  listOld: boolean;
  oldestTargetMs: number | null;
  targetOld: boolean;
}

/** The Drug Information Center's list and the standard analysis procedure. */
export function informationOf({ cells, asOf }: Shown): Information | null {
  const cell = nationalCellOf(cells, 'information');
  if (cell === null || asOf === null) return null;
  const listAgeMs = cell.listAt === null ? null : since(asOf, cell.listAt);
  const oldestTargetMs = cell.oldestTargetSince === null ? null : since(asOf, cell.oldestTargetSince);
  return {
    ...cell,
    listAgeMs,
    listOld: listAgeMs !== null && listAgeMs > OLD_LIST_MS,
    oldestTargetMs,
    targetOld: oldestTargetMs !== null && oldestTargetMs > OLD_TARGET_MS,
  };
}

export interface Operation extends OperationRow {
  /** Milliseconds until the window closes; below zero since it closed. */
  leftMs: number;
  /** To be extended, or not, now. */
  ending: boolean;
}

/** Joint operations: the open ones first, the next to end first; then those that have closed. */
export function operationsOf({ cells, asOf }: Shown): Operation[] | null {
  const cell = nationalCellOf(cells, 'operations');
  if (cell === null || asOf === null) return null;
  return cell.rows
    .map((row) => {
      const leftMs = Date.parse(row.until) - asOf;
      return { ...row, leftMs, ending: leftMs >= 0 && leftMs <= OPERATION_ENDING_MS };
    })
    .sort((a, b) => Number(a.leftMs < 0) - Number(b.leftMs < 0) || Math.abs(a.leftMs) - Math.abs(b.leftMs));
}

interface RequestPartner {
  partner: string;
  owed: number;
  owedMs: number | null;
  asked: number;
  askedMs: number | null;
  /** We owe it a reply for too long. */
  late: boolean;
}
export interface Requests {
  /** The longest owed first. */
  partners: RequestPartner[];
  owed: number;
  asked: number;
  oldestOwedMs: number | null;
}

/** What partners and agencies asked of us and we of them. */
export function requestsOf({ cells, asOf }: Shown): Requests | null {
  const cell = nationalCellOf(cells, 'requests');
  if (cell === null || asOf === null) return null;
  let oldest: string | null = null;
  const partners = cell.partners
    .map(([partner, owed, owedSince, asked, askedSince]): RequestPartner => {
      oldest = earlier(oldest, owedSince);
      const owedMs = owedSince === null ? null : since(asOf, owedSince);
      const askedMs = askedSince === null ? null : since(asOf, askedSince);
      return { partner, owed, owedMs, asked, askedMs, late: owedMs !== null && owedMs > OWED_REPLY_MS };
    })
    .sort((a, b) => (b.owedMs ?? -1) - (a.owedMs ?? -1) || (b.askedMs ?? -1) - (a.askedMs ?? -1));
  return {
    partners,
    owed: sumOf(partners, ({ owed }) => owed),
    asked: sumOf(partners, ({ asked }) => asked),
    oldestOwedMs: oldest === null ? null : since(asOf, oldest),
  };
}

interface Cluster {
  link: string;
  leads: number;
  amountKrw: number;
  ageMs: number;
  referred: boolean;
  /** To be merged and referred: it waits for too long. */
  late: boolean;
}
export interface MinorLeads extends Pick<MinorLeadsCell, 'open' | 'clustered' | 'clusterCount'> {
  /** Those that wait for too long first, then the largest. */
  clusters: Cluster[];
}

/** Minor leads that have something in common. */
export function minorLeadsOf({ cells, asOf }: Shown): MinorLeads | null {
  const cell = nationalCellOf(cells, 'minor-leads');
  if (cell === null || asOf === null) return null;
  const clusters = cell.clusters
    .map(([link, leads, amountKrw, oldest, referred]): Cluster => {
      const ageMs = since(asOf, oldest);
      return { link, leads, amountKrw, ageMs, referred, late: !referred && ageMs > UNREFERRED_CLUSTER_MS };
    })
    .sort((a, b) => Number(b.late) - Number(a.late) || b.leads - a.leads || b.ageMs - a.ageMs);
  return { open: cell.open, clustered: cell.clustered, clusterCount: cell.clusterCount, clusters };
}
