import type { FastifyInstance } from 'fastify';
import { samePeriodLastYear } from '../contract/days.ts';
import {
  BoardAnswer,
  BoardQuery,
  Problem,
  SeriesAnswer,
  SeriesQuery,
  TotalsAnswer,
  TotalsQuery,
} from '../contract/rest.ts';
import { ROUTES } from '../contract/routes.ts';
import { scopeFilter } from '../board/scope-filter.ts';
import { readHorizons, readSeries } from '../db/queries/read-figures.ts';
import { readBoardAt } from '../follow/board-at.ts';
import { readableRealm, type RouteDeps } from './deps.ts';
import { needWholeSteps, readInstantQuery, readKnownAt, readPeriod, readScopeQuery } from './period.ts';
import { figuresOf, figuresToCompare } from './period-figures.ts';
import { Refusal } from './problems.ts';
import { addUp, addUpBy, changePercent } from './sums.ts';
import { openPorts, siteInForce } from '../contract/site-in-force.ts';

const MOST_POINTS = 10_000;
const problems = { '4xx': Problem, '5xx': Problem };

/** Figures over REST, beside the stream: the same counts, for any period. */
export function figureRoutes(app: FastifyInstance, deps: RouteDeps): void {
  app.get(
    '/api/v1/reference',
    { schema: { summary: 'Realms, ports of entry, customs houses, routes' }, config: { access: 'public' } },
    () => ({
      realms: [...deps.realms.values()].map(({ describe }) => describe),
      ownRealm: deps.ownRealm,
      ...siteOf(),
      routes: ROUTES,
    }),
  );

  app.get<{ Querystring: BoardQuery }>(
    '/api/v1/board',
    {
      config: { access: 'read' },
      schema: {
        summary: 'The board: now, or at a time',
        querystring: BoardQuery,
        response: { 200: BoardAnswer, ...problems },
      },
    },
    async (request) => {
      const { at, realm: name, scope: text } = request.query;
      const scope = readScopeQuery(text);
      const { board, clock, database, describe } = readableRealm(deps, request, name, scope);
      const covers = scopeFilter(scope);
      const serverTime = deps.now();
      if (at === undefined) {
        if (board.confirmedAt === 0)
          throw new Refusal(503, 'the figures have not been read yet', [], { 'retry-after': '1' });
        const { epoch, version } = board;
        const confirmedAt = board.confirmedTime(deps);
        return { epoch, version, serverTime, confirmedAt, cells: board.since(0, covers) };
      }
      const instant = readInstantQuery('at', at);
      if (instant > clock.now())
        throw new Refusal(422, 'at is in the future', [{ path: '/query/at', reason: 'is in the future' }]);
      const cells = await readBoardAt(database, describe, instant, await readHorizons(database));
      const shown = Object.fromEntries(cells.filter(([key]) => covers(key)));
      return {
        epoch: `at ${new Date(instant).toISOString()}`,
        version: 1,
        serverTime,
        confirmedAt: serverTime,
        cells: shown,
      };
    },
  );

  app.get<{ Querystring: TotalsQuery }>(
    '/api/v1/totals',
    {
      config: { access: 'read' },
      schema: {
        summary: 'Totals of a period, against the same period last year, as known now or at a time',
        querystring: TotalsQuery,
        response: { 200: TotalsAnswer, ...problems },
      },
    },
    async (request) => {
      const { query } = request;
      const scope = readScopeQuery(query.scope);
      const realm = readableRealm(deps, request, query.realm, scope);
      const period = readPeriod(query.from, query.to);
      const before = samePeriodLastYear(period.from, period.to);
      const knownAt = query.asKnownAt === undefined ? null : readKnownAt(query.asKnownAt);
      const horizons = await readHorizons(realm.database);
      const [figures, earlier] = await Promise.all([
        figuresOf(realm.database, scope, period, knownAt, horizons),
        figuresToCompare(realm.database, scope, before, knownAt, horizons),
      ]);
      const total = addUp(figures);
      const last = addUp(earlier);
      return {
        realm: realm.describe.name,
        scope: scope.text,
        from: iso(period.from),
        to: iso(period.to),
        asKnownAt: knownAt === null ? null : iso(knownAt),
        asKnownNow: knownAt === null,
        total,
        byRoute: addUpBy(figures, ({ route }) => route, ROUTES),
        byPort: addUpBy(figures, ({ port }) => port, []),
        comparison: {
          from: iso(before.from),
          to: iso(before.to),
          total: last,
          changePercent: {
            cases: changePercent(total.cases, last.cases),
            weight: changePercent(total.grams, last.grams),
          },
        },
      };
    },
  );

  app.get<{ Querystring: SeriesQuery }>(
    '/api/v1/series',
    {
      config: { access: 'read' },
      schema: {
        summary: 'Figures by minute, hour or day of the site',
        querystring: SeriesQuery,
        response: { 200: SeriesAnswer, ...problems },
      },
    },
    async (request) => {
      const { from: first, realm: name, scope: text, step, to: last } = request.query;
      const scope = readScopeQuery(text);
      const realm = readableRealm(deps, request, name, scope);
      const { from, to } = readPeriod(first, last);
      // Days of 23 and of 25 hours make no difference to this.
      const stepMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }[step];
      needWholeSteps('from', from, step);
      needWholeSteps('to', to, step);
      if ((to - from) / stepMs > MOST_POINTS) {
        throw new Refusal(422, `more than ${MOST_POINTS} steps`, [
          { path: '/query/step', reason: 'is too fine for this period' },
        ]);
      }
      const { minute } = await readHorizons(realm.database);
      if (step === 'minute' && from < minute) {
        throw new Refusal(422, `minutes are kept from ${iso(minute)} on`, [
          { path: '/query/from', reason: 'is before that' },
        ]);
      }
      const rows = (await readSeries(realm.database, from, to, step)).filter(({ port, route }) =>
        scope.covers(port, route),
      );
      const points = addUpBy(rows, ({ start, route }) => `${start} ${route}`, []);
      return {
        realm: realm.describe.name,
        scope: scope.text,
        step,
        points: Object.entries(points).map(([key, figures]) => {
          const [start = '', route = ''] = key.split(' ');
          return { start, route, figures };
        }),
      };
    },
  );
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** What feeds and pages must know of the site: ports that are open, with their codes and names. */
function siteOf() {
  const { airports: _airports, ports: _all, ...site } = siteInForce().file;
  return { ...site, ports: openPorts() };
}
