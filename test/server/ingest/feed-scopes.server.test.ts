import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BorderEvent } from '../../../server/contract/events.ts';
import type { EventOutcome } from '../../../server/contract/rest.ts';
import { grantFeedToken } from '../../../server/control/feed-access.ts';
import { onOneEngine, openTestDatabase, type TestDatabase } from '../../support/engines.ts';
import {
  arrival,
  bulletin,
  correction,
  declaration,
  indicator,
  lead,
  seizure,
  station,
  verdict,
} from '../../support/events.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';
import { interchange, message, traveller } from './paxlst/fixtures.ts';

const BATCH = 'application/cloudevents-batch+json';

onOneEngine('a feed that speaks for some places', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  /** Of one feed with three tokens, and of two other feeds. */
  let everywhere: string;
  let terminal: string;
  let airport: string;
  let neighbour: string;
  let parcels: string;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    server = await startTestServer(database.db);
    const token = (feed: string, ...scopes: string[]) =>
      grantFeedToken(database.db, {
        realm: 'live',
        feed,
        scopes,
        cadenceSeconds: null,
        maySetRecordedTime: false,
      });
    everywhere = await token('gate');
    terminal = await token('gate', 'port:ICN-T2', 'route:mail');
    airport = await token('gate', 'house:incheon-airport');
    neighbour = await token('neighbour', 'port:ICN-T2');
    parcels = await token('parcels', 'port:ICN-EXP/route:express');
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  async function send(token: string, ...events: BorderEvent[]): Promise<EventOutcome[]> {
    return (await server.post('/api/v1/events', token, BATCH, JSON.stringify(events))).body.events;
  }
  /** `accepted`, or where and why not. */
  async function answers(token: string, ...events: BorderEvent[]): Promise<string[]> {
    const outcomes = await send(token, ...events);
    expect(outcomes.map(({ index, id }) => [index, id])).toEqual(events.map(({ id }, index) => [index, id]));
    return outcomes.map(({ errors = [], status }) =>
      [status, ...errors.map(({ path, reason }) => `${path} ${reason}`)].join(': '),
    );
  }
  async function count(table: string, { id }: BorderEvent): Promise<number> {
    const [row] = await database.db.query<{ n: number }>(
      `SELECT count(*) AS n FROM live.${table} WHERE id = $1`,
      [id],
    );
    return row?.n ?? 0;
  }
  const OTHER_PORT = 'rejected: /data/port this token may not speak for KRPUS';
  const NO_PLACE = 'rejected: /data/port is missing: this token speaks for some places only';
  const NOT_OWN = 'rejected: /data/id is of no event that this feed has sent for the places of its token';

  it('is heard for these, event by event: what is beside an event that is refused is taken', async () => {
    const refused = arrival({ port: 'KRPUS' });
    const taken = arrival({ port: 'ICN-T2' });
    expect(await answers(airport, arrival({ port: 'ICN-T2' }), refused, taken)).toEqual([
      'accepted',
      OTHER_PORT,
      'accepted',
    ]);
    expect([await count('arrival', refused), await count('arrival', taken)]).toEqual([0, 1]);
  });

  it.each([
    ['mail anywhere', verdict({ port: 'SEL-MAIL', route: 'mail' }), 'accepted'],
    ['any route of its port', verdict({ port: 'ICN-T2', route: 'cargo' }), 'accepted'],
    [
      'another route elsewhere',
      verdict({ port: 'KRPUS', route: 'cargo' }),
      'rejected: /data/route this token may not speak for cargo at KRPUS',
    ],
    ['a lead for its port', lead({ port: 'ICN-T2' }), 'accepted'],
    ['a lead for its route', lead({ route: 'mail' }), 'accepted'],
    ['a lead for no place', lead(), NO_PLACE],
    ['a lead for another route', lead({ route: 'cargo' }), NO_PLACE],
    [
      'a lead for another port, all routes',
      lead({ port: 'KRPUS' }),
      'rejected: /data/route is missing: this token speaks for some routes only',
    ],
    ['an indicator for its port', indicator({ port: 'ICN-T2' }), 'accepted'],
    ['an indicator for no place', indicator(), NO_PLACE],
    ['a station', station({ port: 'KRPUS', route: 'mail' }), 'accepted'],
    [
      'a declaration elsewhere',
      declaration({ port: 'KRPUS', route: 'traveller' }),
      'rejected: /data/route this token may not speak for traveller at KRPUS',
    ],
    [
      'a bulletin, which belongs to no place',
      bulletin(),
      'rejected: /type this token may not speak for what belongs to no place',
    ],
  ])('says %s', async (_what, event, answer) => {
    expect(await answers(terminal, event)).toEqual([answer]);
    if (answer !== 'accepted') expect(await answers(everywhere, event)).toEqual(['accepted']);
  });

  it('neither takes over nor clears an item or a station of another place, also when it is the first to name it', async () => {
    const officer = { stage: 'secondary', by: 'officer', result: 'clear' } as const;
    const squats = [
      verdict({ port: 'ICN-T2', subject: 'parcel-14', ...officer }),
      verdict({ port: 'ICN-T2', subject: 'parcel-15' }),
      station({ port: 'ICN-EXP', route: 'mail', station: 'XR-9', state: 'up' }),
    ];
    expect(await answers(terminal, ...squats)).toEqual(squats.map(() => 'accepted'));
    const own = [
      verdict({ port: 'ICN-EXP', subject: 'parcel-14', result: 'suspect' }),
      verdict({ port: 'ICN-EXP', subject: 'parcel-15', result: 'suspect' }),
      station({ port: 'ICN-EXP', route: 'express', station: 'XR-9', state: 'down' }),
    ];
    expect(await answers(parcels, ...own)).toEqual(own.map(() => 'accepted'));
    const moved = verdict({ port: 'ICN-T2', subject: 'luggage-8', ...officer });
    expect(await answers(terminal, moved, correction(moved, { changes: { subject: 'parcel-15' } }))).toEqual([
      'accepted',
      'accepted',
    ]);
    expect(
      await database.db.query(
        `SELECT subject, waits, officer_result FROM live.item
         WHERE port = 'ICN-EXP' AND subject IN ('parcel-14', 'parcel-15') ORDER BY subject`,
      ),
    ).toEqual([
      { subject: 'parcel-14', waits: 'flagged', officer_result: null },
      { subject: 'parcel-15', waits: 'flagged', officer_result: null },
    ]);
    expect(
      await database.db.query(
        `SELECT route, state FROM live.station_now WHERE (port, station) = ('ICN-EXP', 'XR-9') ORDER BY route`,
      ),
    ).toEqual([
      { route: 'express', state: 'down' },
      { route: 'mail', state: 'up' },
    ]);
  });

  it('corrects what it sent for them, also along with it, and nothing else', async () => {
    const own = arrival({ port: 'ICN-T2' });
    const elsewhere = arrival({ port: 'KRPUS' });
    const others = arrival({ port: 'ICN-T2' });
    await send(everywhere, elsewhere);
    await send(neighbour, others);
    const change = { changes: { units: 7 } };
    expect(
      await answers(
        terminal,
        correction(own, change),
        own,
        correction(elsewhere, change),
        correction(others, change),
        correction(arrival({ port: 'ICN-T2' }), change),
        correction(elsewhere, { retracted: true }),
        correction(own, { changes: { port: 'KRPUS' } }),
        correction(own, { changes: { port: 'SEL-MAIL', route: 'mail' } }),
      ),
    ).toEqual([
      'accepted',
      'accepted',
      NOT_OWN,
      NOT_OWN,
      NOT_OWN,
      NOT_OWN,
      'rejected: /data/changes move the event to a place that this token may not speak for',
      'accepted',
    ]);
    expect(
      await database.db.query('SELECT port, units FROM live.corrected_arrival WHERE id = $1', [own.id]),
    ).toEqual([{ port: 'SEL-MAIL', units: 7 }]);
  });

  it('does not correct what was moved away from them, nor what belongs to no place', async () => {
    const moved = seizure({ port: 'ICN-T2', route: 'traveller' });
    const digest = bulletin();
    const tip = lead({ port: 'ICN-T2' });
    await send(everywhere, moved, digest, tip);
    await send(everywhere, correction(moved, { changes: { port: 'KRPUS' } }));
    await send(everywhere, correction(tip, { changes: { port: null } }));
    expect(
      await answers(
        airport,
        correction(moved, { changes: { port: 'ICN-T2' } }),
        correction(digest, { changes: { title: 'Other' } }),
        correction(tip, { changes: { status: 'closed' } }),
      ),
    ).toEqual([NOT_OWN, NOT_OWN, NOT_OWN]);
  });

  it('does not restate a case or a lead that stands elsewhere', async () => {
    const abroad = seizure({ port: 'KRPUS', route: 'cargo' });
    const national = lead();
    const own = seizure({ port: 'ICN-T1', route: 'traveller' });
    await send(everywhere, abroad, national, own);
    const { caseNo } = abroad.data as { caseNo: string };
    const { leadNo } = national.data as { leadNo: string };
    const { caseNo: ownNo } = own.data as { caseNo: string };
    expect(
      await answers(
        airport,
        seizure({ caseNo, port: 'ICN-T1', route: 'traveller' }),
        lead({ leadNo, port: 'ICN-T1' }),
        seizure({ caseNo: ownNo, port: 'ICN-T2', route: 'traveller' }),
      ),
    ).toEqual([
      'rejected: /data/caseNo is of a case at a place that this token may not speak for',
      'rejected: /data/leadNo is of a lead at a place that this token may not speak for',
      'accepted',
    ]);
    expect(
      await database.db.query('SELECT port FROM live.seizure_case WHERE case_no = $1', [caseNo]),
    ).toEqual([{ port: 'KRPUS' }]);
  });

  it('is heard so in a stream too, in which corrections follow far behind', async () => {
    const events = Array.from({ length: 1_500 }, () => arrival({ port: 'ICN-T2' }));
    const corrections = events.map((event) => correction(event, { changes: { units: 1 } }));
    const lines = [...events, arrival({ port: 'KRPUS' }), ...corrections];
    const { body } = await server.post(
      '/api/v1/events',
      terminal,
      'application/x-ndjson',
      lines.map((line) => JSON.stringify(line)).join('\n'),
    );
    expect(body).toMatchObject({ lines: 3_001, accepted: 3_000, rejected: 1 });
    expect(body.rejections).toMatchObject([{ line: 1_501, errors: [{ path: '/data/route' }] }]);
  });

  it('sends passenger lists of its port only, of flights that have landed and that are on their way', async () => {
    const local = (at: number) => new Date(at + 9 * 3_600_000).toISOString().replace(/\D/g, '').slice(2, 12);
    const flight = (number: string, to: string, hours: number) =>
      message({
        transport: [
          `TDT+20+${number}+++KE`,
          'LOC+125+LAX',
          `DTM+189:${local(Date.now() - 13 * 3_600_000)}:201`,
          `LOC+87+${to}`,
          `DTM+232:${local(Date.now() + hours * 3_600_000)}:201`,
        ],
        travellers: traveller('LAX', to, 'HANEUL:BYEOL'),
        tail: ['CNT+42:1'],
      });
    const lists = interchange(
      flight('KE018', 'ICN', -1),
      flight('KE118', 'PUS', -1),
      flight('KE218', 'ICN', 3),
      flight('KE318', 'PUS', 3),
    );
    const answer = async (token: string) => {
      const { body } = await server.post('/api/v1/feeds/paxlst', token, 'application/edifact', lists);
      return Object.fromEntries(
        body.arrivals.map(({ errors, flight, status }: any) => [flight, errors?.[0].reason ?? status]),
      );
    };
    expect(await answer(terminal)).toEqual({
      KE18: 'accepted',
      KE118: 'this token may not speak for traveller at PUS',
      KE218: 'announced',
      KE318: 'this token may not speak for traveller at PUS',
    });
    expect(await answer(everywhere)).toEqual({
      KE18: 'duplicate',
      KE118: 'accepted',
      KE218: 'duplicate',
      KE318: 'announced',
    });
  });
});
