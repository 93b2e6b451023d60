import type { AlarmUnit } from '../../../server/contract/duty-cells.ts';
import type { Format, Language } from './format.ts';

type Counted = Exclude<AlarmUnit, 'age' | 'until' | 'seconds' | 'share' | 'grams' | 'usd'>;

/** What is counted, as it stands after a number; in English one, and more or fewer than one. */
const COUNTED: Record<Counted, { ko: string; en: readonly [one: string, other: string] }> = {
  units: { ko: '건', en: ['unit', 'units'] },
  items: { ko: '점', en: ['item', 'items'] },
  'items-per-hour': { ko: '점/시간', en: ['item/h', 'items/h'] },
  arrivals: { ko: '건', en: ['arrival', 'arrivals'] },
  cases: { ko: '건', en: ['case', 'cases'] },
  leads: { ko: '건', en: ['lead', 'leads'] },
  ports: { ko: '개 공항만', en: ['port of entry', 'ports of entry'] },
  stations: { ko: '대', en: ['station', 'stations'] },
  seats: { ko: '석', en: ['seat', 'seats'] },
  inspections: { ko: '건', en: ['inspection', 'inspections'] },
  rows: { ko: '건', en: ['row', 'rows'] },
};
const LOCALES: Record<Language, string> = { ko: 'ko-KR', en: 'en-GB' };
const PLURALS = new Intl.PluralRules('en-GB');

/** The figure of an alarm, or its limit, in its unit; a plain number where it has none. */
export function alarmFigure(value: number, unit: AlarmUnit | null, format: Format): string {
  const { language } = format;
  const number = (options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(LOCALES[language], options).format(value);
  const digits = Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  switch (unit) {
    case null:
      return number(digits);
    case 'age':
    case 'until':
    case 'seconds':
      // An instant that is still to come, or is past, has a sign.
      return (value < 0 ? '−' : '') + format.age(Math.abs(value) * 1_000);
    case 'share':
      return number({ style: 'percent', maximumFractionDigits: 1 });
    case 'grams':
      return format.weight(value);
    case 'usd':
      return number({ style: 'currency', currency: 'USD', maximumFractionDigits: 0 });
    default: {
      const { en, ko } = COUNTED[unit];
      if (language === 'ko') return `${number(digits)}${ko}`;
      return `${number(digits)} ${en[PLURALS.select(value) === 'one' ? 0 : 1]}`;
    }
  }
}
