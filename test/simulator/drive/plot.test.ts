import { describe, expect, it } from 'vitest';
import type { DrivePlan } from '../../../server/contract/drill-rest.ts';
import type { BorderEvent, Verdict } from '../../../server/contract/events.ts';
import type { Inject } from '../../../server/contract/scenario.ts';
import { HIGH_RISK_ORIGINS } from '../../../simulator/data/origins.ts';
import { Plot } from '../../../simulator/drive/plot.ts';
import { feedOf } from '../../../simulator/feeds.ts';

const MINUTE = 60_000;
/** Ten in the morning in Seoul. */
const T0 = Date.parse('2026-11-10T01:00:00Z');
const words = { ko: '시험', en: 'test' };

type Timed<T> = T extends unknown ? Omit<T, 'id' | 'at'> & { id?: string; at?: string } : never;

function planOf(
  timeline: Timed<Inject>[],
  own: { rate?: number; before?: number; shows?: number; play?: string } = {},
): DrivePlan {
  const { before = 0, play = null, rate = 0.2 } = own;
  return {
    scenario: {
      ...{ name: 'a-test', title: words, aim: words, seed: 'plot', minutes: 30, base: { rate, before } },
      timeline: timeline.map((inject, nth) => ({ id: `inject-${nth}`, at: 'T0', ...inject })),
      plays: {},
      criteria: [],
    },
    play,
    startsAt: T0,
    shows: own.shows ?? T0 - before * MINUTE,
  };
}

/** Events that are told until a minute after T0, in steps of so many seconds. */
function tellAll(plan: DrivePlan, minutes: number, stepSeconds = 5): BorderEvent[] {
  return told(new Plot(plan), plan.shows, T0 + minutes * MINUTE, stepSeconds).map(
    (text) => JSON.parse(text) as BorderEvent,
  );
}

function told(plot: Plot, from: number, to: number, stepSeconds = 5): string[] {
  const texts: string[] = [];
  for (let at = from; at < to;) {
    at = Math.min(to, at + stepSeconds * 1_000);
    texts.push(...plot.until(at, []).told.map(({ text }) => text));
  }
  return texts;
}

const names = (events: BorderEvent[]) => events.map(({ id, source }) => `${source} ${id}`);
const verdicts = (events: BorderEvent[]) =>
  events.flatMap((event) =>
    event.type === 'border.verdict.v1' ? [{ ...event, data: event.data as Verdict }] : [],
  );
const at = (event: BorderEvent) => (Date.parse(event.time) - T0) / MINUTE;
const places = (event: BorderEvent) => event.data as { port?: string; route?: string };

describe('what a drill tells', () => {
  const plain = planOf([]);
  const ordinary = tellAll(plain, 20);

  it('is the same each time, however time is cut into steps', () => {
    expect(ordinary.length).toBeGreaterThan(500);
    for (const step of [1, 60, 600]) {
      const again = tellAll(plain, 20, step);
      for (const feed of new Set(ordinary.map(({ source }) => feedOf(source)))) {
        const of = (events: BorderEvent[]) => events.filter(({ source }) => feedOf(source) === feed);
        expect(of(again)).toEqual(of(ordinary));
      }
    }
  });

  it('is told when it is due: all after the beginning of a step and not after its end', () => {
    const plot = new Plot(plain);
    let from = plain.shows;
    for (let step = 0; step < 60; step++) {
      const to = from + 20_000;
      for (const { text } of plot.until(to, []).told) {
        const time = Date.parse((JSON.parse(text) as BorderEvent).time);
        expect(time).toBeLessThanOrEqual(to);
        expect(time).toBeGreaterThan(from - 1);
      }
      from = to;
    }
  });

  it('goes on in the middle as if it had never stood still; the last minute is told again', () => {
    const timeline: Timed<Inject>[] = [
      { do: 'ai-outage', at: 'T2', ports: ['ICN-EXP'], for: '3m' },
      { do: 'surge', at: 'T1', routes: ['express'], times: 3, for: '10m' },
      { do: 'send', at: 'T1', events: [{ type: 'border.lead.v1', data: { leadNo: 'L-1' } }] },
    ];
    const whole = tellAll(planOf(timeline), 20);
    const until = T0 + 7 * MINUTE;
    const rest = tellAll({ ...planOf(timeline), shows: until }, 20);
    const first = tellAll(planOf(timeline), 7);
    const all = (events: BorderEvent[]) => new Set(events.map((event) => JSON.stringify(event)));
    expect(all([...first, ...rest])).toEqual(all(whole));
    const again = all(first);
    const twice = rest.filter((event) => again.has(JSON.stringify(event)));
    expect(twice.length).toBeGreaterThan(0);
    expect(twice.every((event) => at(event) > 6 && at(event) <= 7)).toBe(true);
  });

  it('changes by the director’s hand from then on, at whatever second that is', () => {
    const quiet: Inject = { id: 'by-hand', at: 'T0', do: 'silence', ports: ['ICN-EXP'], for: '2m' };
    const plot = new Plot(plain);
    const from = T0 + 5_000;
    const events = [
      ...plot.until(from, [{ nth: 1, at: from, inject: quiet }]).told,
      ...told(plot, from, T0 + 5 * MINUTE).map((text) => ({ text })),
    ].map(({ text }) => JSON.parse(text) as BorderEvent);
    const here = events.filter((event) => places(event).port === 'ICN-EXP').map(at);
    expect(here.length).toBeGreaterThan(0);
    expect(here.filter((minute) => minute >= 1 / 12 && minute < 2 + 1 / 12)).toEqual([]);
  });

  it('goes on when a surge is long over, and where one adds nothing', () => {
    const over = planOf(
      [
        { do: 'surge', at: 'T0', routes: ['traveller'], times: 2, for: '1m' },
        { do: 'surge', at: 'T0', ports: ['ICN-EXP'], routes: ['traveller'], times: 2, for: '1m' },
      ],
      { rate: 0.05 },
    );
    const plot = new Plot(over);
    for (const minutes of [60, 240]) {
      expect(plot.until(T0 + minutes * MINUTE, []).told.length).toBeGreaterThan(0);
    }
  });

  it('has other conveyances in each surge, however long the names are', () => {
    const seed = 'a-seed-of-twenty-let';
    const surge = (id: string): Timed<Inject> => ({
      id,
      do: 'surge',
      routes: ['express'],
      times: 2,
      for: '9m',
    });
    const plan = planOf([surge('the-first-of-two-surges'), surge('the-second-of-two-surges')]);
    const events = tellAll({ ...plan, scenario: { ...plan.scenario, seed } }, 20);
    expect(new Set(names(events)).size).toBe(events.length);
  });

  it('has what happened before the clock began in its first step, with its own time', () => {
    const data = {
      port: 'KRPUS',
      route: 'cargo',
      conveyance: 'EVER GIVEN',
      origin: 'EC',
      units: 1,
      risk: 'high',
    };
    const event = { type: 'border.arrival.v1', data, time: 'T-600' };
    const plan = planOf([{ do: 'send', at: 'T-600', events: [event] }], { rate: 0, before: 5 });
    const plot = new Plot(plan);
    const [only, ...more] = plot.until(plan.shows + 5_000, []).told;
    expect(more).toEqual([]);
    expect(JSON.parse(only?.text ?? '')).toMatchObject({
      id: 'a-test/inject-0/1',
      time: '2026-11-09T15:00:00.000Z',
      data,
    });
    expect(plot.until(plan.shows + MINUTE, []).told).toEqual([]);
  });

  it('has what belongs to the play, and what the director lets happen', () => {
    const list = (text: string, ins?: string[]): Timed<Inject> => ({
      do: 'paxlst',
      text,
      at: 'T1',
      ...(ins && { in: ins }),
    });
    const timeline = [list('all'), list('right', ['right']), list('wrong', ['wrong'])];
    const lists = (play?: string) =>
      new Plot(planOf(timeline, { rate: 0, ...(play && { play }) })).until(T0 + MINUTE, []).lists;
    expect(lists()).toEqual(['all', 'right']);
    expect(lists('wrong')).toEqual(['all', 'wrong']);
    const inject: Inject = { id: 'by-hand', at: 'T0', do: 'paxlst', text: 'by hand' };
    const byHand = { nth: 7, at: T0 + MINUTE, inject };
    expect(new Plot(planOf([], { rate: 0 })).until(T0 + MINUTE, [byHand]).lists).toEqual(['by hand']);
    // A driver that takes over tells what may not have been told yet, and nothing of long ago.
    const taken = (minutes: number) =>
      new Plot({ ...planOf([], { rate: 0 }), shows: T0 + 10 * MINUTE }, [
        { ...byHand, at: T0 + minutes * MINUTE },
      ]);
    expect(taken(9.5).until(T0 + 11 * MINUTE, []).lists).toEqual(['by hand']);
    expect(taken(5).until(T0 + 11 * MINUTE, []).lists).toEqual([]);
  });

  it('is more in a surge, at its places and in its time, by conveyances that are read to the last item', () => {
    const surge: Timed<Inject> = { do: 'surge', at: 'T5', routes: ['express'], times: 4, for: '10m' };
    const more = tellAll(planOf([surge]), 30);
    const before = tellAll(plain, 30);
    const arrivals = (events: BorderEvent[], route: string) =>
      events.filter(
        (event) =>
          event.type === 'border.arrival.v1' &&
          places(event).route === route &&
          at(event) > 5 &&
          at(event) <= 15,
      ).length;
    const known = new Set(names(before));
    const added = more.filter((event) => !known.has(`${event.source} ${event.id}`));
    expect(added.length).toBeGreaterThan(0);
    expect(names(more).filter((name) => known.has(name))).toHaveLength(before.length);
    expect(new Set(added.map((event) => places(event).route))).toEqual(new Set(['express']));
    expect(arrivals(more, 'express')).toBeGreaterThan(2.5 * arrivals(before, 'express'));
    expect(arrivals(more, 'mail')).toBe(arrivals(before, 'mail'));
    const arrived = added.filter(({ type }) => type === 'border.arrival.v1');
    expect(arrived.every((event) => at(event) >= 5 && at(event) < 15)).toBe(true);
    const conveyances = new Set(arrived.map(({ id }) => id));
    expect(verdicts(added).every(({ id }) => conveyances.has(id.split('/')[0] ?? ''))).toBe(true);
  });

  it('is less where a surge is below one, and nothing is read of what did not come', () => {
    const less = tellAll(planOf([{ do: 'surge', at: 'T0', times: 0.5, for: '20m' }]), 20);
    const arrivals = (events: BorderEvent[]) =>
      events.filter(({ type }) => type === 'border.arrival.v1').length;
    expect(arrivals(less)).toBeGreaterThan(0.3 * arrivals(ordinary));
    expect(arrivals(less)).toBeLessThan(0.7 * arrivals(ordinary));
  });

  it('has nothing of a feed, a type or a place that is silent, and no word that it is there', () => {
    const of = (inject: Timed<Inject>) => tellAll(planOf([inject]), 20);
    const feed = of({ do: 'silence', at: 'T5', feeds: ['express-xray'], for: '10m' });
    expect(
      feed.filter((event) => feedOf(event.source) === 'express-xray' && at(event) >= 5 && at(event) < 15),
    ).toEqual([]);
    expect(feed.some((event) => feedOf(event.source) === 'express-xray' && at(event) >= 15)).toBe(true);
    expect(
      feed.some((event) => feedOf(event.source) === 'mail-xray' && at(event) >= 5 && at(event) < 15),
    ).toBe(true);
    const type = of({ do: 'silence', at: 'T0', types: ['border.arrival.v1'], for: '30m' });
    expect(type.filter((event) => event.type === 'border.arrival.v1' && at(event) >= 0)).toEqual([]);
    const place = of({ do: 'silence', at: 'T0', ports: ['ICN-EXP'], for: '30m' });
    expect(place.filter((event) => places(event).port === 'ICN-EXP')).toEqual([]);
    const plot = new Plot(planOf([{ do: 'silence', at: 'T5', feeds: ['express-xray'], for: '10m' }]));
    expect([4.9, 5, 14.9, 15].map((minute) => plot.mute(T0 + minute * MINUTE).has('express-xray'))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('has each verdict of an AI that was down once, after it is up again; what officers read goes on', () => {
    const outage: Timed<Inject> = {
      do: 'ai-outage',
      at: 'T2',
      ports: ['ICN-EXP'],
      routes: ['express'],
      for: '5m',
    };
    const events = tellAll(planOf([outage]), 28);
    const here = (all: BorderEvent[]) =>
      verdicts(all).filter(
        ({ data }) => data.by === 'ai' && data.port === 'ICN-EXP' && data.route === 'express',
      );
    const down = here(events).filter((event) => at(event) >= 2 && at(event) < 7);
    expect(down).toEqual([]);
    const base = tellAll(plain, 28);
    expect(here(base).filter((event) => at(event) >= 2 && at(event) < 7).length).toBeGreaterThan(0);
    expect(names(here(events)).sort()).toEqual(names(here(base)).sort());
    expect(new Set(names(events)).size).toBe(events.length);
    const heartbeats = events.filter(
      ({ data, type }) =>
        type === 'border.station.v1' &&
        (data as { kind: string; port: string }).kind === 'ai' &&
        places({ data } as BorderEvent).port === 'ICN-EXP',
    );
    expect(heartbeats.some((event) => at(event) < 2)).toBe(true);
    expect(heartbeats.some((event) => at(event) >= 2 && at(event) < 7)).toBe(false);
    expect(heartbeats.some((event) => at(event) >= 7)).toBe(true);
  });

  it('has short readings of high-risk goods where readers are in a hurry, and the same items else', () => {
    const slow: Timed<Inject> = { do: 'slow-readers', at: 'T0', share: 1, scanMs: 4_000, for: '20m' };
    const events = verdicts(tellAll(planOf([slow]), 20)).filter(({ data }) => data.by === 'officer');
    const meant = events.filter(({ data }) => HIGH_RISK_ORIGINS.has(data.origin ?? ''));
    expect(meant.length).toBeGreaterThan(0);
    expect(meant.every(({ data }) => data.scanMs === 4_000)).toBe(true);
    expect(events.some(({ data }) => data.scanMs !== 4_000)).toBe(true);
    expect(names(events)).toEqual(names(verdicts(ordinary).filter(({ data }) => data.by === 'officer')));
  });

  it('has another time where the clock of a feed is wrong, and the same identity', () => {
    const skew: Timed<Inject> = { do: 'skew', at: 'T0', feed: 'mail-xray', hours: -9, for: '20m' };
    const events = tellAll(planOf([skew]), 20);
    const mail = (all: BorderEvent[]) => all.filter(({ source }) => feedOf(source) === 'mail-xray');
    expect(mail(events).map(({ time }) => Date.parse(time) + 9 * 60 * MINUTE)).toEqual(
      mail(ordinary).map(({ time }) => Date.parse(time)),
    );
    expect(names(events)).toEqual(names(ordinary));
  });

  it('has duplicates and what is malformed beside all that is told', () => {
    const faults: Timed<Inject> = { do: 'faults', at: 'T0', duplicates: 0.3, malformed: 0.1, for: '15m' };
    const plan = planOf([faults]);
    const texts = told(new Plot(plan), plan.shows, T0 + 20 * MINUTE);
    const good = new Map<string, number>();
    for (const event of ordinary) good.set(JSON.stringify(event), 0);
    let other = 0;
    for (const text of texts) {
      const times = good.get(text);
      if (times === undefined) other++;
      else good.set(text, times + 1);
    }
    expect([...good.values()].every((times) => times >= 1)).toBe(true);
    const twice = [...good.values()].filter((times) => times === 2).length;
    expect(twice / ordinary.length).toBeGreaterThan(0.15);
    expect(other / ordinary.length).toBeGreaterThan(0.04);
  });
});
