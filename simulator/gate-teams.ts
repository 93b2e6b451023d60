import { SLOT_MS, conveyancesOf, type Conveyance } from './conveyances.ts';
import {
  ATTENDED_SHARE,
  INSPECTED,
  INSPECTION_MS,
  TEAMS_AT_A_PORT,
  TEAM_AHEAD_MS,
  TEAM_SPEAKS_EVERY_MS,
} from './data/gate-teams.ts';
import { statement, type Due } from './event.ts';
import { sourceOf } from './feeds.ts';
import { HOUR_MS, MINUTE_MS, dayOf, startOfDay } from './kst.ts';
import { keyedLanes } from './lanes.ts';
import { between } from './lead-status.ts';
import { ledConveyance } from './leads.ts';
import type { Plan } from './plans.ts';
import { drawAt } from './random.ts';
import type { Stream } from './streams.ts';

const DRAW = { attended: 90, inspected: 91 };

/** Teams at the gates of flights that are of high risk or named by a lead. A team stays with its flight until the next. */
export const GATE_TEAMS: Plan = {
  spanMs: SLOT_MS,
  leadMs: TEAM_AHEAD_MS,
  tailMs: HOUR_MS,
  of: (stream, fromMs) =>
    keyedLanes(stream.seed).flatMap((lane) => {
      if (lane.route !== 'traveller') return [];
      const led = ledConveyance(stream, lane, fromMs);
      const flights = conveyancesOf(lane, fromMs, stream.tag).filter(
        ({ id, key, data }) =>
          drawAt(key, 3) < stream.share &&
          (data.risk === 'high' || id === led?.id) &&
          drawAt(key, DRAW.attended) < ATTENDED_SHARE,
      );
      const slot = Math.round((fromMs - startOfDay(fromMs)) / SLOT_MS);
      return flights.flatMap((flight, index) =>
        attendance(flight, teamName(stream, flight, 2 * slot + index), stream.tag),
      );
    }),
};

/** Teams take turns, so that one is done with a flight long before it gets the next; a stream has teams of its own. */
function teamName({ number }: Stream, { data }: Conveyance, turn: number): string {
  const team = number * TEAMS_AT_A_PORT + (turn % TEAMS_AT_A_PORT) + 1;
  return `${data.port}-G${String(team).padStart(2, '0')}`;
}

function attendance({ key, data, arrivedAtMs }: Conveyance, station: string, tag: string): Due[] {
  const most = Math.round(data.units * between(INSPECTED, drawAt(key, DRAW.inspected)));
  const begunMs = arrivedAtMs + 4 * MINUTE_MS;
  const said = (atMs: number) => {
    const inspected = Math.round(most * Math.min(1, Math.max(0, (atMs - begunMs) / INSPECTION_MS)));
    const source = sourceOf('equipment', data.port);
    const id = `${station}-${dayOf(arrivedAtMs)}-${data.conveyance}@${atMs.toString(36)}${tag}`;
    return statement('border.station.v1', source, id, atMs, {
      station,
      port: data.port,
      route: 'traveller',
      kind: 'gate-team',
      state: 'up',
      conveyance: data.conveyance,
      inspected,
    });
  };
  const dues = [said(arrivedAtMs - TEAM_AHEAD_MS)];
  for (let atMs = begunMs; atMs < begunMs + INSPECTION_MS; atMs += TEAM_SPEAKS_EVERY_MS)
    dues.push(said(atMs));
  dues.push(said(begunMs + INSPECTION_MS));
  return dues;
}
