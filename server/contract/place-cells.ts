import type { STATION_KINDS } from './events/station.ts';

/** `coverage|PORT|ROUTE`: what came in the last 60 minutes against what comes at this hour of the week. */
export interface CoverageCell {
  /** Start and end of the 60 minutes: ISO 8601, UTC. */
  from: string;
  to: string;
  arrivals: number;
  units: number;
  primary: number;
  /** Arrivals in such an hour, from the same hour of the week in the weeks before; `null` with fewer than 4 of them. */
  expected: {
    /** 99 % prediction interval and median, in arrivals. Rare events have wide bounds: zero may well be normal. */
    low: number;
    median: number;
    high: number;
    weeks: number;
  } | null;
  /**
   * Of the feeds that tell of this port and route: `speaking`, at least one is within two cadences; `silent`, none is;
   * `unknown`, none has a cadence. A quiet port with a speaking feed has no traffic; one with a silent feed has no data.
   */
  feed: 'speaking' | 'silent' | 'unknown';
  /** Newest word of those feeds: ISO 8601, UTC. */
  lastHeardAt: string | null;
}

export type StationKind = (typeof STATION_KINDS)[number];

export interface StationTrouble {
  station: string;
  kind: StationKind;
  state: 'degraded' | 'down';
  since: string;
  reason: string | null;
}

/** `stations|PORT|ROUTE`: state of the equipment, the seats and the readers. Gate teams are not among them. */
export interface StationsCell {
  /** `[kind, up, degraded, down, closed, dedicated and up]`. */
  kinds: [
    kind: StationKind,
    up: number,
    degraded: number,
    down: number,
    closed: number,
    dedicatedUp: number,
  ][];
  /** Down before degraded, the longest first; {@link STATION_ROWS} are drawn. */
  troubles: StationTrouble[];
  /** Regular inspections that are overdue, and due within 7 days. */
  inspectionsOverdue: number;
  inspectionsDue: number;
  /** Stations that have a date of inspection at all. */
  inspectionsKnown: number;
  /** Test images shown to the readers, and found. */
  testsTaken: number;
  testsPassed: number;
}
export const STATION_ROWS = 4;

/** `clearance|PORT|ROUTE`: how long what was flagged took to be decided, and what is not done. */
export interface ClearanceCell {
  /** Waits from the first reading to the officer's verdict, of items decided in the last 60 minutes; seconds. */
  decided: number;
  dwellP50Seconds: number | null;
  dwellP90Seconds: number | null;
  /** Units arrived in the last 24 hours and not read, and items in the queue for an officer. */
  unread: number;
  queued: number;
  /** First readings, and officers' readings, of the last 60 minutes. */
  readPerHour: number;
  decidedPerHour: number;
  /** Items that were flagged in the last 60 minutes: the officers' load. */
  flaggedPerHour: number;
  /** Readers' seats that are up or degraded; `null` where no seat has ever been reported. */
  seatsOpen: number | null;
}

export interface RollupFigures {
  units: number;
  primary: number;
  flagged: number;
  secondary: number;
  upheld: number;
  cases: number;
  grams: number;
}

/** `rollup|PORT|ROUTE`: the shift (06–14, 14–22, 22–06 [E]) and the week from Monday, and the same span a week before. */
export interface RollupCell {
  shiftFrom: string;
  shift: RollupFigures;
  weekFrom: string;
  week: RollupFigures;
  /** The week before until the same time of the week, to the hour. */
  weekBefore: RollupFigures;
}
