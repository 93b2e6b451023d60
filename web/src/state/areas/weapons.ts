import {
  ESSENTIAL_PARTS,
  type GunPartsCell,
  type WeaponsCell,
} from '../../../../server/contract/case-cells.ts';
import type { Shown } from '../board.svelte.ts';
import { cellsOf, nationalCellOf, type Covers } from '../cells-of.ts';
import { siteDay } from '../../../../server/contract/days.ts';
import { FIREARM_MS } from '../thresholds.ts';
import { since, sumOf } from './narrowed.ts';

interface Firearm {
  caseNo: string;
  port: string;
  route: string;
  time: string;
  item: string | null;
  quantity: number;
  ageMs: number;
}
export interface Weapons extends Omit<WeaponsCell, 'day' | 'rows'> {
  /** Firearms of the last 24 hours, the newest first: each is an alarm. */
  rows: Firearm[];
}

/** Items of the day and the year; `null` where the board has said nothing about weapons. */
export function weaponsOf({ cells, asOf }: Shown, covers: Covers): Weapons | null {
  const found = cellsOf(cells, 'weapons', covers).map(({ value }) => value);
  if (found.length === 0 || asOf === null) return null;
  const today = siteDay(asOf);
  const ofDay = found.filter(({ day }) => day === today);
  const ofYear = found.filter(({ day }) => day.slice(0, 4) === today.slice(0, 4));
  return {
    firearmsToday: sumOf(ofDay, (cell) => cell.firearmsToday),
    firearmsYear: sumOf(ofYear, (cell) => cell.firearmsYear),
    nailersToday: sumOf(ofDay, (cell) => cell.nailersToday),
    nailersYear: sumOf(ofYear, (cell) => cell.nailersYear),
    gunPartsToday: sumOf(ofDay, (cell) => cell.gunPartsToday),
    gunPartsYear: sumOf(ofYear, (cell) => cell.gunPartsYear),
    rows: found
      .flatMap(({ rows }) => rows.map((row) => ({ ...row, ageMs: since(asOf, row.time) })))
      .filter(({ ageMs }) => ageMs < FIREARM_MS)
      .sort((a, b) => a.ageMs - b.ageMs || (a.caseNo < b.caseNo ? -1 : 1)),
  };
}

export interface GunPartSet {
  weapon: string;
  /** The latest at each port of each part, in the order of a weapon. */
  parts: GunPartsCell['sets'][number]['parts'];
  ports: number;
  complete: boolean;
  /** Parts without which it is none. */
  missing: string[];
}

/** Parts of one weapon at several ports: the complete ones first, then those with most parts. */
export function gunPartSetsOf({ cells }: Shown): GunPartSet[] | null {
  const cell = nationalCellOf(cells, 'gun-parts');
  if (cell === null) return null;
  return cell.sets
    .map(({ weapon, parts, ports, complete }) => {
      const there = new Set(parts.map(([part]) => part));
      const latest = new Map(
        parts
          .toSorted(([, , a], [, , b]) => Date.parse(a) - Date.parse(b))
          .map((one) => [one.slice(0, 2).join('|'), one]),
      );
      return {
        weapon,
        parts: [...latest.values()].sort(([a], [b]) => place(a) - place(b)),
        ports,
        complete,
        missing: ESSENTIAL_PARTS.filter((part) => !there.has(part)),
      };
    })
    .sort((a, b) => Number(b.complete) - Number(a.complete) || a.missing.length - b.missing.length);
}

function place(part: string): number {
  const at = (ESSENTIAL_PARTS as readonly string[]).indexOf(part);
  return at < 0 ? ESSENTIAL_PARTS.length : at;
}
