import type { BULLETIN_KINDS } from './events/bulletin.ts';

interface IndicatorRow {
  name: string;
  ko: string | null;
  en: string | null;
  value: number;
  unit: string;
  target: number | null;
  better: 'higher' | 'lower';
  period: string;
  /** When it was stated: ISO 8601, UTC. */
  statedAt: string;
}
/** `indicators|all`: of each national indicator its newest period, and the value of the period before; {@link INDICATOR_ROWS} are drawn. */
export interface IndicatorsCell {
  rows: (IndicatorRow & { before: number | null })[];
}
export const INDICATOR_ROWS = 100;

export interface BulletinRow {
  bulletinNo: string;
  kind: (typeof BULLETIN_KINDS)[number];
  title: string;
  status: 'draft' | 'published';
  hsHeading: string | null;
  country: string | null;
  /** When it was stated: ISO 8601, UTC. */
  time: string;
}
/**
 * `bulletins|all`: the newest; {@link BULLETIN_ROWS} are drawn, of each kind at least one; drafts that wait, of any age; how
 * many were published in 90 days, and by HS heading.
 */
export interface BulletinsCell {
  rows: BulletinRow[];
  drafts: number;
  published: number;
  /** Newest published digest: ISO 8601, UTC. */
  digestAt: string | null;
  headings: [hsHeading: string, bulletins: number][];
}
export const BULLETIN_ROWS = 6;
/** HS headings that are drawn. */
export const BULLETIN_HEADINGS = 12;
