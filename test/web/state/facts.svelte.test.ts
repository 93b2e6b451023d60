import { describe, expect, it } from 'vitest';
import { cellKey, type FeedCell, type LatestCase, type NewsItem } from '../../../server/contract/cells.ts';
import { parseScope } from '../../../server/contract/scope.ts';
import type { Shown } from '../../../web/src/state/board.svelte.ts';
import { cellsOf, minutesOf } from '../../../web/src/state/cells-of.ts';
import { changeOf } from '../../../web/src/state/change.ts';
import { feedsOf } from '../../../web/src/state/feeds.svelte.ts';
import { latestOf } from '../../../web/src/state/latest.svelte.ts';
import { newsOf } from '../../../web/src/state/news.svelte.ts';
import { originsOf } from '../../../web/src/state/origins.svelte.ts';
import { comparisonOf, curvesOf } from '../../../web/src/state/record.svelte.ts';
import { FIXTURE_NOW, fixtureBoard, type Cells } from '../fixture-board.ts';

const headquarters = parseScope('headquarters');
if (!headquarters) throw new Error('no headquarters');
const shown = (cells: Cells, asOf = FIXTURE_NOW): Shown => ({
  cells: new Map(Object.entries(cells)),
  version: 1,
  asOf,
});
const iso = (secondsAgo: number) => new Date(FIXTURE_NOW - secondsAgo * 1_000).toISOString();

describe('the last hour', () => {
  const minute = Math.floor(FIXTURE_NOW / 60_000);
  const at = (which: number, units: number) => ({
    [cellKey.minute('GMP', 'traveller', which)]: [which, units, 1, 0, 0, 0] as [
      number,
      number,
      number,
      number,
      number,
      number,
    ],
  });

  it('ends with the last complete minute and leaves out what is older than the window', () => {
    const { cells } = shown({
      ...at(minute, 5),
      ...at(minute - 1, 7),
      ...at(minute - 60, 9),
      ...at(minute - 61, 11),
    });
    const minutes = minutesOf(
      cellsOf(cells, 'minute', () => true),
      FIXTURE_NOW,
      60,
    );
    expect(minutes).toHaveLength(60);
    expect(minutes.at(-1)?.units).toBe(7);
    expect(minutes[0]?.units).toBe(9);
    expect(minutes.reduce((sum, { units }) => sum + units, 0)).toBe(16);
  });
});

describe('the record', () => {
  const cells: Cells = {
    [cellKey.record('ICN-T1', 'traveller', 2026)]: {
      year: 2026,
      days: [
        [101, 10, 500],
        [1110, 5, 250],
        [1111, 9, 1],
      ],
    },
    [cellKey.record('ICN-T1', 'traveller', 2025)]: {
      year: 2025,
      days: [
        [228, 8, 100],
        [301, 4, 100],
        [1111, 7, 1],
      ],
    },
  };

  it('compares the same dates', () => {
    expect(comparisonOf(shown(cells), headquarters)).toEqual({
      ...{ from: '2026-01-01', to: '2026-11-10' },
      ...{ current: { cases: 15, grams: 750 }, before: { cases: 12, grams: 200 } },
    });
  });
  it('lays both years on one axis of 366 days, this one up to today', () => {
    const curves = curvesOf(shown(cells), headquarters);
    expect(curves?.current).toHaveLength(366);
    expect(curves?.current[314]).toBe(15);
    expect(curves?.current[315]).toBeNull();
    // 28 February and 1 March are a day apart in 2025 and two here: the curve is flat between.
    expect(curves?.before?.slice(58, 61)).toEqual([8, 8, 12]);
    expect(curves?.before?.at(-1)).toBe(19);
  });
  it('is no data without cells, not zero', () => {
    expect(comparisonOf(shown({}), headquarters)).toBeNull();
    expect(curvesOf(shown({}), headquarters)).toBeNull();
  });
  it('changes in percent where there is enough to divide by', () => {
    expect(changeOf(1_032, 712, 712)).toEqual({ kind: 'percent', value: 45 });
    expect(changeOf(2_913_000, 602_000, 712)).toEqual({ kind: 'percent', value: 384 });
    expect(changeOf(20, 29, 29)).toEqual({ kind: 'difference', value: -9 });
    expect(changeOf(5, 0, 40)).toEqual({ kind: 'difference', value: 5 });
    expect(changeOf(5, undefined, 0)).toBeNull();
  });
});

describe('feeds', () => {
  const feed = (cadenceSeconds: number | null, lastHeardAt: string | null): FeedCell => ({
    ...{ name: 'a', cadenceSeconds, lastEventTime: lastHeardAt, lastHeardAt },
    ...{ day: '2026-11-10', accepted: 0, rejected: 0 },
  });
  const state = (cell: FeedCell) => feedsOf(shown({ [cellKey.feed('a')]: cell }))[0]?.state;

  it('are silent after two cadences, and never when nobody has said how often they speak', () => {
    expect(state(feed(60, iso(120)))).toBe('speaking');
    expect(state(feed(60, iso(121)))).toBe('silent');
    expect(state(feed(60, null))).toBe('silent');
    expect(state(feed(null, iso(9_999)))).toBe('unknown');
  });
});

describe('lists', () => {
  it('name the origins with most units first', () => {
    const top = originsOf(shown(fixtureBoard('normal')), headquarters);
    expect(top[0]?.country).toBe('CN');
    expect(top.every(({ units }, index) => index === 0 || units <= (top[index - 1]?.units ?? 0))).toBe(true);
    expect(originsOf(shown(fixtureBoard('normal'), FIXTURE_NOW + 86_400_000), headquarters)).toEqual([]);
  });

  it('mark a seizure as disclosed late when it was known a day after it happened', () => {
    const one = (caseNo: string, time: string, knownAt: string): LatestCase => ({
      ...{
        caseNo,
        time,
        knownAt,
        category: 'drug',
        substance: null,
        grams: 1,
        amountKrw: null,
        origin: null,
      },
      ...{ status: 'confirmed', amendments: 0 },
    });
    const cells: Cells = {
      [cellKey.latest('GMP', 'traveller')]: {
        cases: [one('A', iso(90_000), iso(60)), one('B', iso(90_001), iso(3_601))],
      },
      [cellKey.latest('PUS', 'traveller')]: { cases: [one('C', iso(10), iso(5))] },
    };
    expect(
      latestOf(shown(cells), headquarters).map(({ caseNo, disclosedLate }) => [caseNo, disclosedLate]),
    ).toEqual([
      ['C', false],
      ['A', true],
      ['B', false],
    ]);
  });

  it('keep the last seizure among newer arrivals', () => {
    const item = (kind: NewsItem['kind'], secondsAgo: number): NewsItem => ({
      ...{
        kind,
        knownAt: iso(secondsAgo),
        time: iso(secondsAgo),
        subject: `${kind}-${secondsAgo}`,
        origin: null,
      },
      ...{ units: null, risk: null, substance: null, grams: null },
    });
    const cells: Cells = {
      [cellKey.news('GMP', 'traveller')]: { items: [item('arrival', 1), item('arrival', 2)] },
      [cellKey.news('PUS', 'traveller')]: { items: [item('seizure', 600), item('amended', 900)] },
    };
    const subjects = newsOf(shown(cells), headquarters, 2).map(({ subject }) => subject);
    expect(subjects).toEqual(['arrival-1', 'seizure-600']);
  });
});
