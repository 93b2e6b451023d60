import { endOfDay, siteDay, startOfDay } from '../../../server/contract/days.ts';
import type { Standing } from '../standing.ts';
import { instant } from './leads.ts';
import { byText, DAY, groupBy, iso, place, sumOf } from './plain.ts';
import type { Opinion, Raw } from './raw.ts';

const NAILER = 'powder-actuated-nailer';
const isNailer = ({ item }: Standing) => `${item}`.toLowerCase() === NAILER;
const wonOf = (rows: readonly Standing[]) => sumOf(rows, (row) => (row['amount_krw'] as number | null) ?? 0);

/** Cases of the site days from a year before a day until it, by place. */
function yearOfCases({ cases }: Raw, day: string): Map<string, Standing[]> {
  const [from, to] = [startOfDay(day) - 366 * DAY, endOfDay(day)];
  return groupBy(
    cases.filter(({ at }) => at >= from && at < to),
    place,
  );
}

const weapons: Opinion = (raw, now) => {
  const day = siteDay(now);
  return Object.fromEntries(
    [...yearOfCases(raw, day)].map(([at, own]) => {
      const firearms = own.filter((row) => row['category'] === 'firearm' && !isNailer(row));
      const parts = own.filter((row) => row['category'] === 'gun-part' && !isNailer(row));
      const items = (rows: readonly Standing[]) =>
        sumOf(rows, ({ quantity }) => (quantity as number | null) ?? 1);
      const today = (rows: readonly Standing[]) => items(rows.filter((row) => siteDay(row.at) === day));
      const year = (rows: readonly Standing[]) =>
        items(rows.filter((row) => siteDay(row.at).slice(0, 4) === day.slice(0, 4)));
      const rows = firearms
        .filter((row) => row.at > now - DAY && row.at <= now)
        .sort((a, b) => b.at - a.at || byText(a['case_no'], b['case_no']))
        .slice(0, 3)
        .map(({ at: time, case_no: caseNo, item, port, quantity, route }) => {
          return { caseNo, port, route, time: iso(time), item, quantity: quantity ?? 1 };
        });
      const nailers = own.filter(isNailer);
      return [
        `weapons|${at}`,
        {
          ...{ day, rows, firearmsToday: today(firearms), firearmsYear: year(firearms) },
          ...{ nailersToday: today(nailers), nailersYear: year(nailers) },
          ...{ gunPartsToday: today(parts), gunPartsYear: year(parts) },
        },
      ];
    }),
  );
};

const investigations: Opinion = (raw, now) => {
  const rule = (name: string) => raw.rules.get(name) ?? NaN;
  const past = raw.cases.filter(({ at }) => at <= now);
  const major = past.filter(
    (row) =>
      (row['category'] === 'drug' && (row['grams'] ?? 0) >= rule('major_grams')) ||
      (row['amount_krw'] ?? 0) >= rule('major_amount_krw') ||
      (row['category'] === 'firearm' && !isNailer(row)),
  );
  const takenAt = (row: Standing) => instant(row['investigation_accepted_at']) ?? Infinity;
  const waiting = major.filter(
    (row) =>
      takenAt(row) > now &&
      (row['investigation_requested_at'] !== null || row.at > now - rule('unasked_days') * DAY),
  );
  waiting.sort((a, b) => a.at - b.at || byText(a['case_no'], b['case_no']));
  const taken = major.filter((row) => takenAt(row) <= now && takenAt(row) > now - 30 * DAY);
  const seen = past.filter(({ at }) => at > now - 366 * DAY);
  return Object.fromEntries(
    [...new Set([...seen, ...waiting, ...taken].map(place))].map((at) => {
      const own = waiting.filter((row) => place(row) === at);
      const times = taken
        .filter((row) => place(row) === at)
        .map((row) => Math.max(0, takenAt(row) - row.at) / 1_000);
      const sorted = times.sort((a, b) => a - b);
      const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
      const rows = own.slice(0, 4).map((row) => {
        const { case_no: caseNo, category, grams, port, route, substance } = row;
        const asked = instant(row['investigation_requested_at']);
        const requestedAt = asked && iso(asked);
        return { caseNo, port, route, time: iso(row.at), category, substance, grams, requestedAt };
      });
      return [
        `investigations|${at}`,
        {
          ...{ waiting: rows, waitingCount: own.length, accepted: times.length },
          // To the even second, where two are as near.
          acceptedP50Seconds: low === undefined || high === undefined ? null : roundEven((low + high) / 2),
        },
      ];
    }),
  );
};

const roundEven = (value: number) => (value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

const gunParts: Opinion = ({ cases }, now) => {
  if (cases.length === 0) return {};
  const found = cases.filter(
    (row) =>
      row['category'] === 'gun-part' &&
      !isNailer(row) &&
      row['weapon'] !== null &&
      row['part'] !== null &&
      row.at > now - 30 * DAY &&
      row.at <= now,
  );
  const sets = [...groupBy(found, ({ weapon }) => `${weapon}`.toLowerCase())].flatMap(([weapon, own]) => {
    const ports = new Set(own.map(({ port }) => port)).size;
    if (ports < 2) return [];
    const apart = groupBy(own, ({ part, port }) => JSON.stringify([`${part}`.toLowerCase(), port]));
    const parts = [...apart].map(([name, rows]) => {
      const [part, port] = JSON.parse(name) as [string, string];
      return { part, port, at: Math.max(...rows.map((row) => row.at)) };
    });
    parts.sort((a, b) => b.at - a.at || byText(a.part, b.part) || byText(a.port, b.port));
    const names = new Set(parts.map(({ part }) => part));
    const complete = ['frame', 'slide', 'barrel', 'trigger'].every((part) => names.has(part));
    const shown = parts.slice(0, 24).map(({ at, part, port }) => [part, port, iso(at)]);
    return [{ set: { weapon, parts: shown, ports, complete }, newest: parts[0]?.at ?? 0 }];
  });
  sets.sort(
    (a, b) =>
      Number(b.set.complete) - Number(a.set.complete) ||
      b.set.ports - a.set.ports ||
      b.newest - a.newest ||
      byText(a.set.weapon, b.set.weapon),
  );
  return { 'gun-parts|all': { sets: sets.slice(0, 12).map(({ set }) => set) } };
};

const currency: Opinion = ({ declarations }, now) => {
  const day = siteDay(now);
  const year = startOfDay(`${day.slice(0, 4)}-01-01`);
  const from = Math.min(year, startOfDay(day) - 30 * DAY);
  const out = declarations.filter(
    (row) => row['direction'] === 'out' && row.at >= from && row.at < endOfDay(day),
  );
  return Object.fromEntries(
    [...groupBy(out, place)].map(([at, own]) => {
      const today = own.filter((row) => siteDay(row.at) === day);
      const declared = today.filter(({ result }) => result === 'declared');
      // A declaration is owed strictly above US$ 10,000.
      const above = (rows: readonly Standing[]) => rows.filter((row) => (row['amount_usd'] ?? 0) > 10_000);
      const undeclared = above(own.filter((row) => row['result'] === 'undeclared' && row.at >= year));
      const found = undeclared.filter((row) => siteDay(row.at) === day);
      const usd = sumOf(above(declared), (row) => row['amount_usd'] as number);
      return [
        `currency|${at}`,
        {
          ...{ day, checks: today.length, declared: declared.length, declaredAbove: above(declared).length },
          ...{ declaredAboveUsd: Math.round(usd * 100) / 100, undeclared: found.length },
          ...{ undeclaredKrw: wonOf(found), undeclaredYear: undeclared.length },
          undeclaredYearKrw: wonOf(undeclared),
        },
      ];
    }),
  );
};

const couriers: Opinion = ({ declarations }, now) => {
  const seen = declarations.filter(
    (row) =>
      row['courier'] !== null && row['result'] !== 'nothing' && row.at > now - 30 * DAY && row.at <= now,
  );
  const repeated = [...groupBy(seen, ({ courier }) => courier).values()].filter(({ length }) => length >= 3);
  const checks = repeated.flat();
  const usd = sumOf(checks, (row) => (row['amount_usd'] as number | null) ?? 0);
  const cell = {
    ...{ repeat: repeated.length, checks: checks.length, amountUsd: Math.round(usd * 100) / 100 },
    busiest: Math.max(0, ...repeated.map(({ length }) => length)),
    lastSeenAt: checks.length === 0 ? null : iso(Math.max(...checks.map(({ at }) => at))),
    rows: [],
  };
  return seen.length === 0 ? {} : { 'couriers|all': cell };
};

const leaks: Opinion = ({ allVerdicts, items, retracted }, now) => {
  const day = siteDay(now);
  const from = siteDay(startOfDay(day) - 29 * DAY);
  const mail = items.filter(({ route, secondLine }) => secondLine && route === 'mail');
  const second = new Set(mail.map(({ subject }) => subject));
  const checked = mail.filter(
    (item) => item.firstLines.some(({ cleared }) => cleared) && item.day >= from && item.day <= day,
  );
  const leaked = checked.filter(({ ai, officer }) => (officer ?? ai ?? 'clear') !== 'clear');
  const caughtAt = ({ aiAt, officerAt }: (typeof items)[number]) => officerAt ?? aiAt ?? 0;
  const leaksAt = leaked.flatMap((item) =>
    item.firstLines.flatMap(({ batch, cleared, port }) =>
      cleared ? [{ item, port, batch: item.batch ?? batch }] : [],
    ),
  );
  leaksAt.sort(
    (a, b) =>
      caughtAt(b.item) - caughtAt(a.item) || byText(a.item.subject, b.item.subject) || byText(a.port, b.port),
  );
  const rows = leaksAt.slice(0, 4).map(({ batch, item, port }) => {
    // What else came in the bag and this first line has read: as it was stated, but for what was retracted.
    const siblings = new Set(
      allVerdicts
        .filter(
          (row) =>
            batch !== null &&
            (row.stated ?? row).batch === batch &&
            (row.stated ?? row).route === 'mail' &&
            (row.stated ?? row).port === port &&
            !retracted.has(row) &&
            (row.stated ?? row).subject !== item.subject &&
            row.at >= item.firstAt - 7 * DAY &&
            row.at <= item.lastAt + DAY,
        )
        .map((row) => (row.stated ?? row).subject),
    );
    const reread = [...siblings].filter((subject) => second.has(subject)).length;
    const { subject } = item;
    return { subject, port, batch, caughtAt: iso(caughtAt(item)), siblings: siblings.size, reread };
  });
  const today = (of: typeof items) => of.filter((item) => item.day === day).length;
  return {
    'leaks|all': {
      ...{ day, checkedToday: today(checked), checked: checked.length, rows },
      ...{ leaksToday: today(leaked), leaks: leaked.length },
    },
  };
};

const TOLD = new Set(['voice-phishing', 'transnational-crime']);

const offences: Opinion = (raw, now) => {
  const day = siteDay(now);
  const requests = raw.leads.all.filter(({ case_no, kind }) => kind === 'request' && case_no !== null);
  const notified = new Set(requests.map((row) => row['case_no']));
  const answered = new Set(requests.filter(({ status }) => status === 'closed').map((row) => row['case_no']));
  return Object.fromEntries(
    [...yearOfCases(raw, day)].map(([at, cases]) => {
      const own = cases.filter(
        (row) => row['offence'] !== null && siteDay(row.at).slice(0, 4) === day.slice(0, 4),
      );
      const rows = [...groupBy(own, ({ offence }) => offence)]
        .map(([offence, of]) => {
          const open = of.filter((row) => row['referred_at'] === null).map((row) => row.at);
          const oldest = open.length === 0 ? null : iso(Math.min(...open));
          return [offence, of.length, wonOf(of), open.length, oldest] as const;
        })
        .sort((a, b) => b[1] - a[1] || byText(a[0], b[0]));
      const told = own.filter(({ offence }) => TOLD.has(offence));
      const count = (numbers: Set<unknown>) => told.filter((row) => numbers.has(row['case_no'])).length;
      const year = Number(day.slice(0, 4));
      return [`offences|${at}`, { year, rows, notified: count(notified), answered: count(answered) }];
    }),
  );
};

export const caseOpinions = {
  ...{ weapons, investigations, currency, couriers, leaks, offences },
  'gun-parts': gunParts,
};
