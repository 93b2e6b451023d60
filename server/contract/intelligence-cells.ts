import type { LEAD_KINDS } from './events/lead.ts';

/** Leads without a port or route stand under `-`: they are in the scope of headquarters only. */

export type LeadKind = (typeof LEAD_KINDS)[number];

export interface LeadRow {
  leadNo: string;
  partner: string;
  kind: LeadKind;
  status: 'open' | 'acknowledged' | 'tasked';
  /** When it was first stated: ISO 8601, UTC. */
  time: string;
  origin: string | null;
  conveyance: string | null;
  /** The arrival that it matched, whichever came first. */
  matched: { conveyance: string; port: string; route: string; time: string } | null;
}

/** `leads|PORT|ROUTE`: flights, consignments, persons' categories and watch lists that are not closed. */
export interface LeadsCell {
  /** Not closed, not acknowledged first, then the oldest; {@link LEAD_ROWS} are drawn. */
  rows: LeadRow[];
  /** By partner: not closed, of them not yet acknowledged, matched, and since when the oldest is not closed. */
  partners: [partner: string, open: number, unacknowledged: number, matched: number, oldest: string][];
}
export const LEAD_ROWS = 6;

export interface OperationRow {
  /** Lead number of the operation. */
  name: string;
  partner: string;
  from: string;
  until: string;
  /** Items of the partner's origin read by the AI or an officer first, in the site days of the window. */
  screened: number;
  /** Drug cases of that origin in the window, and their weight. */
  hits: number;
  hitGrams: number;
}
/** `operations|all`: joint operations whose window is open, or closed within 7 days. */
export interface OperationsCell {
  rows: OperationRow[];
}

export type RiskReason =
  'declared-high' | 'origin' | 'lead' | 'watch-list' | 'recent-seizures' | 'repeat-conveyance';

export interface ScoredArrival {
  conveyance: string;
  port: string;
  route: string;
  origin: string;
  units: number;
  /** When it arrived: ISO 8601, UTC. */
  time: string;
  /** Sum of the points of its reasons. */
  score: number;
  reasons: [reason: RiskReason, points: number][];
}
/** `risk|PORT|ROUTE`: arrivals of the last 6 hours of high risk or matched by a lead, by one score for all routes. */
export interface RiskCell {
  /** Scored, and of them at or above {@link RiskCell.holdAt}. */
  scored: number;
  hold: number;
  /** Points from which on the advice is to hold. */
  holdAt: number;
  /** The highest first; {@link RISK_ROWS} are drawn. */
  rows: ScoredArrival[];
}
export const RISK_ROWS = 5;

export interface LandingRow {
  conveyance: string;
  port: string;
  origin: string | null;
  /** When it lands: ISO 8601, UTC. */
  dueAt: string;
  landedAt: string | null;
  aboard: number | null;
  inspected: number | null;
  /** Station of the gate team that attends it. */
  team: string | null;
  /** Lead that names it, `null` where its risk was announced with it. */
  leadNo: string | null;
}
/** `landings|PORT|ROUTE`: high-risk flights that land within 6 hours or landed within the last 2. */
export interface LandingsCell {
  /** The next first; {@link LANDING_ROWS} are drawn. */
  rows: LandingRow[];
  flights: number;
  /** Of them with nobody at the gate though they land within 30 minutes or have landed. */
  withoutTeam: number;
}
export const LANDING_ROWS = 6;

/** `information|all`: the Drug Information Center's list and the standard analysis procedure. */
export interface InformationCell {
  listVersion: string | null;
  /** When the newest version was stated: ISO 8601, UTC. */
  listAt: string | null;
  /** Its leads that are not closed, and matched ones. */
  open: number;
  matched: number;
  /** From both being known to the match, in milliseconds, of matches in the last 30 days. */
  matchP50Ms: number | null;
  matchP95Ms: number | null;
  /** Steps of the standard analysis procedure that are open, on how many targets, and since when the oldest is. */
  openSteps: number;
  targets: number;
  oldestTargetSince: string | null;
  /** Each of these targets, the oldest first. Judged, and not drawn. */
  analyses: [leadNo: string, since: string][];
}

/** `requests|all`: what partners and agencies asked of us and we of them. */
export interface RequestsCell {
  /** By partner (`KR`: domestic agencies): replies we owe, since when the oldest, replies owed to us, since when. */
  partners: [
    partner: string,
    owed: number,
    owedSince: string | null,
    asked: number,
    askedSince: string | null,
  ][];
}

/** `minor-leads|all`: minor leads that have something in common. */
export interface MinorLeadsCell {
  /** Not closed, and those in a cluster of three or more. */
  open: number;
  clustered: number;
  /** Clusters by size, of which {@link CLUSTER_ROWS} are drawn: leads, won, since when, whether all of it has been referred. */
  clusters: [link: string, leads: number, amountKrw: number, oldest: string, referred: boolean][];
  clusterCount: number;
}
export const CLUSTER_ROWS = 4;
/** Leads that make a cluster. */
export const CLUSTER_LEADS = 3;
