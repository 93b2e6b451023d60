import { siteDay, startOfDay } from '../../../server/contract/days.ts';
import { latestBy, type Standing } from '../standing.ts';
import { byText, DAY, groupBy, iso, place } from './plain.ts';
import type { Opinion, Raw } from './raw.ts';

const SEARCHES = { requested: 'requested', approved: 'approved', carriedOut: 'carried-out', found: 'found' };

/** The latest statement of each name, period, port and route. */
const indicatorsNow = ({ indicators }: Raw) =>
  latestBy(indicators, ({ name, period, port, route }) => JSON.stringify([name, period, port, route]));

const bodySearches: Opinion = (raw, now) => {
  const day = siteDay(now);
  const from = siteDay(startOfDay(day) - 7 * DAY);
  const names = new Set(Object.values(SEARCHES).map((name) => `body-search.${name}`));
  const counts = indicatorsNow(raw).filter(
    ({ name, period }) => names.has(name) && period.length === 10 && period >= from && period <= day,
  );
  return Object.fromEntries(
    [...groupBy(counts, place)].map(([at, own]) => {
      const fields = Object.entries(SEARCHES).map(([field, name]) => {
        const row = own.find((each) => each['name'] === `body-search.${name}` && each['period'] === day);
        return [field, row?.['value'] ?? 0];
      });
      return [`body-searches|${at}`, { day, ...Object.fromEntries(fields) }];
    }),
  );
};

/** First and last site day of a year, quarter, month or day; and the one before it. */
function spanOf(period: string): { from: string; to: string; before: string } {
  const [year, part] = [period.slice(0, 4), period.slice(5)];
  const month = part.startsWith('Q') ? Number(part[1]) * 3 - 2 : Number(part.slice(0, 2) || '1');
  const months = part === '' ? 12 : part.startsWith('Q') ? 3 : 1;
  const first = (shift: number) =>
    new Date(Date.UTC(Number(year), month - 1 + shift, 1)).toISOString().slice(0, 10);
  if (period.length === 10) return { from: period, to: period, before: siteDay(startOfDay(period) - DAY) };
  const last = first(-months);
  const before = {
    12: last.slice(0, 4),
    3: `${last.slice(0, 4)}-Q${Math.ceil(Number(last.slice(5, 7)) / 3)}`,
    1: last.slice(0, 7),
  };
  return { from: first(0), to: siteDay(startOfDay(first(months)) - DAY), before: before[months] };
}

const indicators: Opinion = (raw, now) => {
  const today = siteDay(now);
  const national = indicatorsNow(raw).filter(
    ({ name, port, route }) => port === null && route === null && !name.startsWith('body-search.'),
  );
  const rows = [...groupBy(national, ({ name }) => name)].flatMap(([name, own]) => {
    const begun = own.filter(({ period }) => spanOf(period).from <= today);
    begun.sort(
      (a, b) =>
        byText(spanOf(b['period']).to, spanOf(a['period']).to) || b['period'].length - a['period'].length,
    );
    const [newest] = begun;
    if (newest === undefined) return [];
    const { better, en, ko, period, target, unit, value } = newest;
    const before = own.find((row) => row['period'] === spanOf(period).before)?.['value'] ?? null;
    const stated = { value, unit, target, better: better ?? 'higher', period, statedAt: iso(newest.at) };
    return [{ name, ko, en, ...stated, before }];
  });
  rows.sort((a, b) => byText(a.name, b.name));
  return rows.length === 0 ? {} : { 'indicators|all': { rows: rows.slice(0, 100) } };
};

const bulletins: Opinion = (raw, now) => {
  type Bulletin = Standing & { publishedAt: number };
  const known = [...groupBy(raw.bulletins, (row) => row['bulletin_no']).values()].flatMap(
    (statements): Bulletin[] => {
      const [first, latest] = [statements.find(({ status }) => status === 'published'), statements.at(-1)];
      return latest === undefined ? [] : [{ ...latest, publishedAt: first?.at ?? Infinity }];
    },
  );
  const told = known.filter(({ at }) => at <= now);
  if (told.length === 0) return {};
  const newer = (a: Bulletin, b: Bulletin) => b.at - a.at || byText(a['bulletin_no'], b['bulletin_no']);
  told.sort(newer);
  const ofEach = told.filter(
    (row, index) => told.findIndex((each) => each['kind'] === row['kind']) === index,
  );
  const others = told.filter((row) => !ofEach.includes(row));
  const shown = [...ofEach, ...others].slice(0, 6).sort(newer);
  const published = known.filter((row) => row['status'] === 'published' && row.publishedAt <= now);
  const lately = published.filter((row) => row.publishedAt > now - 90 * DAY);
  const digests = published.filter(({ kind }) => kind === 'digest').map((row) => row.publishedAt);
  const headings = [...groupBy(lately, (row) => row['hs_heading'] ?? '')]
    .flatMap(([heading, rows]) => (heading === '' ? [] : [[heading, rows.length] as const]))
    .sort((a, b) => b[1] - a[1] || byText(a[0], b[0]));
  return {
    'bulletins|all': {
      rows: shown.map(
        ({ at, bulletin_no: bulletinNo, country, hs_heading: hsHeading, kind, status, title }) => {
          return { bulletinNo, kind, title, status, hsHeading, country, time: iso(at) };
        },
      ),
      ...{ drafts: told.filter(({ status }) => status === 'draft').length, published: lately.length },
      digestAt: digests.length === 0 ? null : iso(Math.max(...digests)),
      headings: headings.slice(0, 12),
    },
  };
};

export const programmeOpinions = { 'body-searches': bodySearches, indicators, bulletins };
