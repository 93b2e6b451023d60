import { isRoute } from '../../../server/contract/routes.ts';
import { instantOf, timeZone } from '../../../server/contract/days.ts';
import { portOf } from '../../../server/contract/site-in-force.ts';
import type { LatestCase, NewsItem } from '../../../server/contract/cells.ts';
import { MIN_DENOMINATOR } from '../state/thresholds.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';
import type { Messages } from './messages.ts';

export type Language = 'ko' | 'en';
export const NO_DATA = '—';
const MESSAGES: Record<Language, Messages> = { ko, en };
const LOCALES: Record<Language, string> = { ko: 'ko-KR', en: 'en-GB' };
/** Longest country name that fits beside a figure, in letters of that script; longer ones show their code. */
const COUNTRY_LETTERS: Record<Language, number> = { ko: 7, en: 11 };

/** Words, numbers, dates and names in the page's language; every time is that of the site. */
export class Format {
  readonly language: Language;
  readonly words: Messages;
  readonly #locale: string;
  readonly #count: Intl.NumberFormat;
  readonly #oneDecimal: Intl.NumberFormat;
  readonly #signed: Intl.NumberFormat;
  readonly #clock: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;
  readonly #weekday: Intl.DateTimeFormat;
  readonly #date: Intl.DateTimeFormat;
  readonly #shortDate: Intl.DateTimeFormat;
  readonly #period: Intl.DateTimeFormat;
  readonly #countries: Intl.DisplayNames;

  constructor(language: Language) {
    this.language = language;
    this.words = MESSAGES[language];
    const locale = (this.#locale = LOCALES[language]);
    this.#count = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
    this.#oneDecimal = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    this.#signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, signDisplay: 'exceptZero' });
    const dates = (options: Intl.DateTimeFormatOptions) =>
      new Intl.DateTimeFormat(locale, { timeZone: timeZone(), ...options });
    const hours = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    this.#clock = dates({ ...hours, second: '2-digit' });
    this.#time = dates(hours);
    this.#weekday = dates({ weekday: 'short', day: 'numeric', month: language === 'ko' ? 'long' : 'short' });
    this.#date = dates({ day: 'numeric', month: language === 'ko' ? 'long' : 'short', year: 'numeric' });
    this.#shortDate = dates({ day: 'numeric', month: language === 'ko' ? 'numeric' : 'short' });
    const month = language === 'ko' ? 'numeric' : 'short';
    this.#period = dates({ day: 'numeric', month, year: 'numeric' });
    this.#countries = new Intl.DisplayNames(locale, { type: 'region', style: 'short', fallback: 'code' });
  }

  count = (value: number) => this.#count.format(value);
  signed = (value: number) => this.#signed.format(value).replace('-', '−');
  percent = (value: number) => `${this.signed(value)}%`;
  clock = (time: number) => this.#clock.format(time);
  time = (time: number) => this.#time.format(time);
  weekday = (time: number) => this.#weekday.format(time).replace(',', '').replace(/[()]/g, '');
  shortDate = (time: number) => this.#shortDate.format(time).replace(/\.$/, '');
  /** With its day and year, for figures that may be of any day. */
  moment = (time: number) => `${this.#date.format(time)} ${this.clock(time)}`.replaceAll(' ', '\u00a0');
  /** A site day, `YYYY-MM-DD`. */
  day = (day: string) => this.#date.format(noonOf(day)).replaceAll(' ', '\u00a0');
  /** Two site days of one year, with the year once: where the language puts it. */
  period(from: string, to: string): string {
    const [first, last] =
      this.language === 'ko' ? [this.#period, this.#shortDate] : [this.#shortDate, this.#period];
    return `${first.format(noonOf(from))} – ${last.format(noonOf(to))}`;
  }

  /** Never rounded up to all: 99.96 % reads 99 %, or 99.9 % with decimals. Few are counted instead. */
  share(part: number, of: number, decimals = false): string {
    if (of === 0) return NO_DATA;
    if (of < MIN_DENOMINATOR) return `${this.count(part)}/${this.count(of)}`;
    const percent = (part / of) * 100;
    if (decimals && percent > 90 && percent < 100)
      return `${this.#oneDecimal.format(Math.floor(percent * 10) / 10)}%`;
    return `${this.count(Math.floor(percent))}%`;
  }

  weight(grams: number): string {
    if (grams < 1)
      return `${new Intl.NumberFormat(this.#locale, { maximumFractionDigits: 3 }).format(grams)} g`;
    if (grams < 1_000) return `${this.count(grams)} g`;
    return `${this.kilograms(grams)} kg`;
  }

  /** Figure and unit of a sum of weights. */
  heavy = (grams: number): [figure: string, unit: string] =>
    grams >= 10_000_000 ? [this.#oneDecimal.format(grams / 1_000_000), 't'] : [this.kilograms(grams), 'kg'];

  kilograms = (grams: number) =>
    grams >= 100_000 || grams === 0 ? this.count(grams / 1_000) : this.#oneDecimal.format(grams / 1_000);

  amount = (won: number) =>
    new Intl.NumberFormat(this.#locale, { notation: 'compact', style: 'currency', currency: 'KRW' }).format(
      won,
    );

  age(ms: number): string {
    const seconds = Math.max(0, Math.floor(ms / 1_000));
    if (seconds < 1) return `<${this.#unit(1, 'second')}`;
    if (seconds < 60) return this.#unit(seconds, 'second');
    if (seconds < 3_600) return this.#unit(Math.floor(seconds / 60), 'minute');
    if (seconds < 48 * 3_600) return this.#unit(Math.floor(seconds / 3_600), 'hour');
    return this.#unit(Math.floor(seconds / 86_400), 'day');
  }

  #unit(value: number, unit: string): string {
    const style = { style: 'unit', unit, unitDisplay: 'short' } as const;
    // British short forms are long: "4 mins".
    const locale = this.language === 'en' ? 'en-US' : this.#locale;
    return new Intl.NumberFormat(locale, style).format(value).replace('sec', 's').replace('hr', 'h');
  }

  country(code: string): string {
    const fits = (name: string) => name.length <= COUNTRY_LETTERS[this.language];
    let name: string | undefined;
    try {
      name = this.words.countries[code] ?? this.#countries.of(code);
    } catch {
      // Not shaped like a region: an unknown code is shown as it came.
    }
    return name !== undefined && fits(name) ? name : code;
  }

  /** A name of the site, in this language or in the first that it has. */
  named = (names: Readonly<Record<string, string>>) => names[this.language] ?? Object.values(names)[0] ?? '';

  port = (code: string) => {
    const port = portOf(code);
    return port ? this.named(port.name) : code;
  };
  route = (code: string) => (isRoute(code) ? this.words.routes[code] : code);
  unit = (route: string) => (isRoute(route) ? this.words.units[route] : '');

  /**
   * What a seizure is of. News of one without a substance tells its category in that place. Unknown substances
   * come from outside: they are shown, but never at any length.
   */
  goods(item: Pick<LatestCase, 'substance' | 'category'> | Pick<NewsItem, 'substance'>): string {
    const code = item.substance ?? ('category' in item ? item.category : null);
    if (code === null) return '';
    const { substances, categories } = this.words;
    return substances[code] ?? categories[code] ?? shorten(code, 18);
  }
}

function noonOf(day: string): number {
  return instantOf(`${day}T12:00`);
}

export function shorten(text: string, letters: number): string {
  const all = [...text];
  return all.length <= letters ? text : `${all.slice(0, letters - 1).join('')}…`;
}
