import { describe, expect, it } from 'vitest';
import { AttentionGatherer } from '../../../server/follow/attention.ts';

const EVERYWHERE = { minutes: null, records: null, topics: null };
const notice = (minutes: number[] | null, records: string[] | null = []) =>
  JSON.stringify({
    from: minutes === null ? 10 : (minutes[0] ?? null),
    to: minutes === null ? 500 : (minutes.at(-1) ?? null),
    minutes,
    records,
  });

/** One that has been asked before: the first answer is always "everywhere". */
function begun(): AttentionGatherer {
  const gatherer = new AttentionGatherer();
  gatherer.take();
  return gatherer;
}

describe('gathering notifications', () => {
  it('looks everywhere at first, and then only when something was said', () => {
    const gatherer = new AttentionGatherer();
    expect(gatherer.pending).toBe(true);
    expect(gatherer.take()).toEqual(EVERYWHERE);
    expect(gatherer.pending).toBe(false);
    gatherer.notice(notice([7]));
    expect(gatherer.pending).toBe(true);
  });

  it('joins what several notifications name, whatever their order and number', () => {
    const gatherer = begun();
    for (const payload of [
      notice([7, 9], ['GMP|traveller|2026']),
      notice([3]),
      notice([3]),
      notice([9], ['PUS|cargo|2025']),
    ]) {
      gatherer.notice(payload);
    }
    const { minutes, records } = gatherer.take();
    expect(minutes).toMatchObject({ from: 3, to: 9 });
    expect(minutes?.named?.toSorted((a, b) => a - b)).toEqual([3, 7, 9]);
    expect(records).toEqual(['GMP|traveller|2026', 'PUS|cargo|2025']);
  });

  it('joins the topics that panels depend on, also where no minute is named', () => {
    const gatherer = begun();
    gatherer.notice(JSON.stringify({ topics: ['lead'] }));
    gatherer.notice(JSON.stringify({ topics: ['station', 'lead'] }));
    gatherer.notice(notice([7]));
    expect(gatherer.take()).toMatchObject({ minutes: { named: [7] }, topics: new Set(['lead', 'station']) });
    expect(gatherer.take().topics).toEqual(new Set());
  });

  it('starts anew after each answer', () => {
    const gatherer = begun();
    gatherer.notice(notice([7], ['GMP|traveller|2026']));
    gatherer.take();
    gatherer.notice(notice([8]));
    expect(gatherer.take()).toEqual({
      minutes: { from: 8, to: 8, named: [8] },
      records: [],
      topics: new Set(),
    });
  });

  it('keeps the range when the minutes are too many to name', () => {
    const gatherer = begun();
    gatherer.notice(notice([600]));
    gatherer.notice(notice(null, null));
    expect(gatherer.take()).toEqual({
      minutes: { from: 10, to: 600, named: null },
      records: null,
      topics: new Set(),
    });
  });

  it('names no minutes one by one when the ticks gathered too many', () => {
    const gatherer = begun();
    for (let minute = 1; minute <= 201; minute++)
      gatherer.notice(notice([minute], [`GMP|traveller|${minute}`]));
    expect(gatherer.take()).toMatchObject({ minutes: { from: 1, to: 201, named: null }, records: null });
  });

  it('has a tick without minutes when a notification only says that something else moved', () => {
    const gatherer = begun();
    gatherer.notice(notice([]));
    expect(gatherer.pending).toBe(true);
    expect(gatherer.take()).toMatchObject({ minutes: { named: [] }, records: [] });
  });

  it.each(['', 'gibberish', '{"from":'])(
    'looks everywhere when a notification, %j, cannot be read',
    (payload) => {
      const gatherer = begun();
      gatherer.notice(payload);
      expect(gatherer.take()).toEqual(EVERYWHERE);
    },
  );

  it.each([
    'null',
    '3',
    '"text"',
    '[]',
    '{}',
    '{"from":1,"to":2}',
    '{"from":1,"to":2,"minutes":"x","records":7}',
  ])('looks everywhere when a notification, %j, is JSON of another kind', (payload) => {
    const gatherer = begun();
    gatherer.notice(payload);
    expect(gatherer.take()).toEqual(EVERYWHERE);
  });
});
