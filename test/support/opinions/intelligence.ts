import { siteDay } from '../../../server/contract/days.ts';
import type { Standing } from '../standing.ts';
import { isOpen, isTip, nameOf, type Lead, type Match } from './leads.ts';
import { byText, DAY, groupBy, HOUR, iso, place, sumOf, withEmpty } from './plain.ts';
import type { Opinion, Raw } from './raw.ts';

const oldestOf = (leads: readonly Lead[]) => Math.min(...leads.map(({ first }) => first));
const since = (leads: readonly Lead[]) => (leads.length === 0 ? null : iso(oldestOf(leads)));
/** Whether any lead of that kind or partner was ever stated. */
const hasSpoken = ({ leads }: Raw, column: string, value: string) =>
  leads.all.some((lead) => lead[column] === value);

const leads: Opinion = ({ leads: { all, matchesOf }, told }, now) => {
  const open = all.filter((lead) => isTip(lead) && isOpen(lead, now));
  open.sort(
    (a, b) =>
      Number(a['status'] !== 'open') - Number(b['status'] !== 'open') ||
      a.first - b.first ||
      byText(a.no, b.no),
  );
  // Headquarters has a word of its own, where no lead is bound to a place.
  const places = all.length === 0 ? [] : [...told, '-|-'];
  return withEmpty(
    'leads',
    places,
    { rows: [], partners: [] },
    [...groupBy(open, place)].map(([at, own]) => {
      const rows = own.slice(0, 6).map((lead) => {
        const { conveyance, kind, origin, partner, status } = lead;
        const [match] = matchesOf.get(lead.no) ?? [];
        const matched = match && {
          conveyance: match.conveyance ?? conveyance ?? '-',
          ...{ port: match.port, route: match.route, time: iso(match.at) },
        };
        const shown = { leadNo: lead.no, partner, kind, status, time: iso(lead.first), origin, conveyance };
        return { ...shown, matched: matched ?? null };
      });
      const partners = [...groupBy(own, ({ partner }) => partner)].sort(
        ([a, some], [b, others]) => oldestOf(some) - oldestOf(others) || byText(a, b),
      );
      const counts = partners.map(([partner, some]) => [
        partner,
        some.length,
        some.filter(({ status }) => status === 'open').length,
        some.filter(({ no }) => matchesOf.has(no)).length,
        since(some),
      ]);
      return [at, { rows, partners: counts }];
    }),
  );
};

const operations: Opinion = (raw, now) => {
  if (!hasSpoken(raw, 'kind', 'operation')) return {};
  const shown = raw.leads.all.filter(
    ({ from, kind, until }) => kind === 'operation' && from <= now && until > now - 7 * DAY,
  );
  const first = groupBy(
    raw.verdicts.filter(({ stage }) => stage === 'primary'),
    ({ origin }) => origin ?? '',
  );
  const rows = shown
    .sort((a, b) => a.until - b.until || byText(a.no, b.no))
    .map(({ from, no, partner, until }) => {
      const days = [siteDay(from), siteDay(Math.min(until, now) - 0.001)] as const;
      const read = (first.get(partner) ?? []).filter(({ day }) => day >= days[0] && day <= days[1]);
      const hits = raw.cases.filter(
        ({ at, category, origin }) =>
          category === 'drug' && origin === partner && at >= from && at < until && at <= now,
      );
      return {
        ...{
          name: no,
          partner,
          from: iso(from),
          until: iso(until),
          screened: read.length,
          hits: hits.length,
        },
        hitGrams: Math.round(sumOf(hits, ({ grams }) => (grams as number | null) ?? 0) * 1_000) / 1_000,
      };
    });
  return { 'operations|all': { rows } };
};

const risk: Opinion = (raw, now) => {
  const month = raw.cases.filter(({ at }) => at > now - 30 * DAY && at <= now);
  const drugs = groupBy(
    month.filter(({ category }) => category === 'drug'),
    ({ origin, route }) => `${route} ${origin}`,
  );
  const items = groupBy(raw.items, ({ subject }) => subject);
  // What a case came in, as it was read where the case is, or by the second line after it.
  const cameIn = ({ port, route, subject }: Standing) =>
    (items.get(`${subject}`) ?? [])
      .filter((item) => item.route === route)
      .filter((item) => item.port === port || item.firstLines.some((line) => line.port === port))
      .flatMap((item) => (item.batch === null ? item.firstLines.map(({ batch }) => batch) : [item.batch]))
      .filter((batch) => batch !== null);
  const seizedIn = groupBy(
    month.flatMap((row) => cameIn(row).map((batch) => ({ batch, at: row.at }))),
    ({ batch }) => batch,
  );
  const recent = raw.rules.get('recent_cases') ?? 0;
  const holdAt = raw.rules.get('hold_at') ?? 0;
  const late = raw.arrivals.filter(({ at }) => at > now - 6 * HOUR && at <= now);
  const scored = late.flatMap((row) => {
    const named = (raw.leads.matchesAt.get(nameOf(row)) ?? []).filter(
      ({ lead }) => lead['status'] !== 'closed',
    );
    const high = row['risk'] === 'high';
    if (!high && named.length === 0) return [];
    const { conveyance, origin, port, route, units } = row;
    const again = ({ at, lead }: Match) => at < row.at && at > row.at - 30 * DAY && !lead.byOrigin;
    const reasons = {
      'declared-high': high,
      origin: raw.risky.has(origin as string),
      lead: named.some(({ lead }) => lead['kind'] !== 'watch-list'),
      'watch-list': named.some(({ lead }) => lead['kind'] === 'watch-list'),
      'recent-seizures': (drugs.get(`${route} ${origin}`)?.length ?? 0) >= recent,
      'repeat-conveyance':
        (seizedIn.get(`${conveyance}`) ?? []).some(({ at }) => at < row.at) ||
        (raw.leads.matchesIn.get(`${conveyance}`) ?? []).some(again),
    };
    const points = Object.entries(reasons)
      .filter(([, holds]) => holds)
      .map(([reason]) => [reason, raw.weights.get(reason) ?? 0] as const)
      .sort((a, b) => b[1] - a[1] || byText(a[0], b[0]));
    const score = sumOf(points, ([, each]) => each);
    const cell = { conveyance, port, route, origin, units, time: iso(row.at), score, reasons: points };
    return [{ cell, row, score }];
  });
  scored.sort(
    (a, b) =>
      b.score - a.score ||
      b.row.at - a.row.at ||
      byText(a.row['source'], b.row['source']) ||
      byText(a.row['id'], b.row['id']),
  );
  return withEmpty(
    'risk',
    raw.told,
    { scored: 0, hold: 0, holdAt, rows: [] },
    [...groupBy(scored, ({ row }) => place(row))].map(([at, own]) => {
      const hold = own.filter(({ score }) => score >= holdAt).length;
      const rows = own.slice(0, 5).map(({ cell }) => cell);
      return [at, { scored: own.length, hold, holdAt, rows }];
    }),
  );
};

/** Without what depends on the server's clock: how long a match took. */
const information: Opinion = (raw, now) => {
  if (!hasSpoken(raw, 'partner', 'DIC')) return {};
  const steps = (lead: Lead) => Math.max(0, (lead['steps_total'] ?? 0) - (lead['steps_done'] ?? 0));
  const open = raw.leads.all.filter((lead) => lead['partner'] === 'DIC' && isTip(lead) && isOpen(lead, now));
  const targets = open.filter((lead) => steps(lead) > 0);
  const stated = raw.leads.statements.filter(
    (row) => row['partner'] === 'DIC' && row['list_version'] !== null,
  );
  const lists = [...groupBy(stated, (row) => row['list_version'])].map(([version, rows]) => ({
    version,
    at: Math.min(...rows.map(({ at }) => at)),
  }));
  lists.sort((a, b) => b.at - a.at || byText(b.version, a.version));
  const [list] = lists;
  return {
    'information|all': {
      ...{ listVersion: list?.version ?? null, listAt: list ? iso(list.at) : null, open: open.length },
      matched: open.filter(({ no }) => raw.leads.matchesOf.has(no)).length,
      ...{ openSteps: sumOf(open, steps), targets: targets.length, oldestTargetSince: since(targets) },
      analyses: [],
    },
  };
};

const requests: Opinion = (raw) => {
  if (!hasSpoken(raw, 'kind', 'request')) return {};
  const open = raw.leads.all.filter(({ kind, status }) => kind === 'request' && status !== 'closed');
  const partners = [...groupBy(open, ({ partner }) => partner)].map(([partner, all]) => {
    const owed = all.filter(({ direction }) => direction !== 'out');
    const asked = all.filter(({ direction }) => direction === 'out');
    const row = [partner, owed.length, since(owed), asked.length, since(asked)];
    return { row, partner, owed: oldestOf(owed), first: oldestOf(all) };
  });
  // The oldest of none is for ever: who waits for nothing of ours comes last.
  partners.sort(
    (a, b) => (a.owed === b.owed ? 0 : a.owed - b.owed) || a.first - b.first || byText(a.partner, b.partner),
  );
  return { 'requests|all': { partners: partners.map(({ row }) => row) } };
};

const minorLeads: Opinion = (raw) => {
  if (!hasSpoken(raw, 'kind', 'minor')) return {};
  const open = raw.leads.all.filter(({ kind, status }) => kind === 'minor' && status !== 'closed');
  const linked = groupBy(
    open.filter(({ link }) => link !== null),
    ({ link }) => link,
  );
  const clusters = [...linked]
    .filter(([, own]) => own.length >= 3)
    .map(([link, own]) => {
      const won = own.flatMap((lead) => (lead['amount_krw'] as number | null) ?? []);
      const referred = own.every((lead) => lead['referred_at'] !== null);
      const amount = sumOf(won, (each) => each);
      // Where nobody stated an amount it is not known, and comes after what is known.
      return {
        row: [link, own.length, amount, since(own), referred],
        link,
        size: own.length,
        by: won.length && amount,
      };
    });
  clusters.sort((a, b) => b.size - a.size || b.by - a.by || byText(a.link, b.link));
  return {
    'minor-leads|all': {
      ...{ open: open.length, clustered: sumOf(clusters, ({ size }) => size), clusterCount: clusters.length },
      clusters: clusters.slice(0, 4).map(({ row }) => row),
    },
  };
};

export const intelligenceOpinions = {
  ...{ leads, operations, risk, information, requests },
  'minor-leads': minorLeads,
};
