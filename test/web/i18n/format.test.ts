import { describe, expect, it } from 'vitest';
import { Format, shorten } from '../../../web/src/i18n/format.ts';
import { scopeWords } from '../../../web/src/i18n/scope-words.ts';

const ko = new Format('ko');
const en = new Format('en');
const NOON = Date.parse('2026-11-10T14:32:07+09:00');

describe('shares', () => {
  it('of few are counts, of nothing nothing', () => {
    expect(en.share(12, 20)).toBe('12/20');
    expect(en.share(0, 0)).toBe('—');
    expect(en.share(15, 30)).toBe('50%');
  });
  it('are never rounded up to all', () => {
    expect(en.share(9_999, 10_000, true)).toBe('99.9%');
    expect(en.share(9_999, 10_000)).toBe('99%');
    expect(en.share(10_000, 10_000, true)).toBe('100%');
    expect(en.share(899, 1_000, true)).toBe('89%');
  });
});

describe('times', () => {
  it('are those of Seoul in the language of the page', () => {
    expect(ko.clock(NOON)).toBe('14:32:07');
    expect(ko.weekday(NOON)).toBe('11월 10일 화');
    expect(en.weekday(NOON)).toBe('Tue 10 Nov');
    expect(en.clock(Date.parse('2026-11-10T00:00:00+09:00'))).toBe('00:00:00');
    expect(ko.period('2026-01-01', '2026-11-10')).toBe('2026. 1. 1. – 11. 10.');
    expect(en.period('2025-01-01', '2025-10-31')).toBe('1 Jan – 31 Oct 2025');
    expect(ko.day('2025-12-05')).toBe('2025년\u00a012월\u00a05일');
  });
  it('of age grow coarse', () => {
    expect([400, 12_000, 250_000, 7_200_000, 200_000_000].map((ms) => en.age(ms))).toEqual([
      ...['<1 s', '12 s', '4 min', '2 h', '2 days'],
    ]);
    expect(ko.age(250_000)).toBe('4분');
  });
});

describe('figures', () => {
  it('have a sign, a unit and no more digits than they need', () => {
    expect(en.percent(45)).toBe('+45%');
    expect(en.percent(-5)).toBe('−5%');
    expect([0.25, 85, 1_204.5, 300_000].map((grams) => en.weight(grams))).toEqual([
      '0.25 g',
      '85 g',
      '1.2 kg',
      '300 kg',
    ]);
    expect(en.heavy(2_913_000)).toEqual(['2,913', 'kg']);
    expect(en.heavy(12_345_000)).toEqual(['12.3', 't']);
  });
});

describe('names', () => {
  it('of countries fit beside a figure', () => {
    expect([en.country('TH'), en.country('HK'), en.country('GB'), ko.country('KH')]).toEqual([
      ...['Thailand', 'Hong Kong', 'UK', '캄보디아'],
    ]);
    expect(en.country('VC')).toBe('VC');
    expect(en.country('??')).toBe('??');
  });
  it('of substances are in the page’s language, and unknown ones do not run away', () => {
    expect(ko.goods({ substance: 'methamphetamine', category: 'drug' })).toBe('필로폰');
    expect(ko.goods({ substance: null, category: 'gun-part' })).toBe('총기 부품');
    expect(en.goods({ substance: 'x'.repeat(64) })).toHaveLength(18);
    expect(shorten('ab', 2)).toBe('ab');
  });
  it('of goods without a substance are those of their category, also in the news', () => {
    const news = ['firearm', 'gun-part', 'currency', 'other'].map((substance) => ({ substance }));
    expect(news.map((item) => ko.goods(item))).toEqual(['총기', '총기 부품', '외화', '기타']);
    expect(news.map((item) => en.goods(item))).toEqual(['firearm', 'gun part', 'currency', 'other goods']);
  });
  it('of scopes are words', () => {
    expect(scopeWords('headquarters', ko)).toBe('본부');
    expect(scopeWords('house:incheon-airport', en)).toBe('Incheon Airport Customs');
    expect(scopeWords('port:ICN-T2/route:traveller', en)).toBe('Incheon T2 · Traveller');
    expect(scopeWords('nonsense', en)).toBe('nonsense');
  });
});
