import { placeKey } from '../../contract/cells.ts';
import type { AiCell } from '../../contract/screening-cells.ts';
import type { RealmDatabase } from '../../db/database.ts';
import {
  readAi,
  readAiMinutes,
  readUnreadUnits,
  type AiMinutes,
  type AiRow,
} from '../../db/queries/read-ai.ts';
import { HEARTBEAT_SILENCE_MS, silenceMs } from '../ai-silence.ts';
import { ALWAYS_LISTENING, type Listens } from '../listening.ts';
import type { Panel } from '../panel-follower.ts';

const MINUTE_MS = 60_000;
const RATE_MINUTES = 60;

/**
 * Whether the AI reads, by port and route. It is down when its station says so, or when it is silent for longer than it ever
 * is; read every second, so that an outage shows within 15 s on the wall.
 */
export const aiPanel: Panel = {
  name: 'ai',
  kinds: ['ai'],
  // Heartbeats come several times a second: the clock is enough.
  topics: [],
  everyMs: 1_000,
  read: async (realm, now, listening = ALWAYS_LISTENING) => {
    const rows = await readAi(realm, new Date(now).toISOString());
    const limits = await silences(realm, rows);
    const judged = rows.map((row, place) => judge(row, limits[place] ?? null, now, listening));
    const spans = judged
      .filter(({ cell }) => cell.state !== 'up')
      .map(({ cell, row: { port, route } }) => ({ port, route, since: Date.parse(cell.since) }));
    // Of the minute in which it fell silent only what came after its last word; from then on whole minutes.
    const endOfMinute = (at: number) => (Math.floor(at / MINUTE_MS) + 1) * MINUTE_MS;
    const [begun, whole] = await Promise.all([
      readUnreadUnits(
        realm,
        spans.map(({ since, ...place }) => ({ ...place, from: since, to: endOfMinute(since) })),
      ),
      countsOf(
        realm,
        spans.map(({ since, ...place }) => ({
          ...place,
          from: endOfMinute(since) / MINUTE_MS,
          to: Math.floor(now / MINUTE_MS) + 1,
        })),
      ),
    ]);
    const unread = new Map(
      begun.map(({ port, route, units }) => {
        const after = whole.get(`${port}|${route}`);
        return [`${port}|${route}`, units + (after?.units ?? 0) - (after?.primary ?? 0)];
      }),
    );
    return judged.map(({ cell, row: { port, route } }) => {
      const toOfficers = Math.max(0, unread.get(`${port}|${route}`) ?? 0);
      return [placeKey('ai', port, route), { ...cell, toOfficers }];
    });
  },
};

/** Silence that means down, of each: milliseconds, or `null` where silence says nothing. */
async function silences(realm: RealmDatabase, rows: readonly AiRow[]): Promise<(number | null)[]> {
  const mute = rows.filter(({ heartbeats }) => !heartbeats);
  const before = await countsOf(
    realm,
    mute.map((row) => {
      const to = Math.floor(row.heardAt / MINUTE_MS);
      return { ...row, from: to - RATE_MINUTES, to };
    }),
  );
  return rows.map(({ heartbeats, port, route }) => {
    if (heartbeats) return HEARTBEAT_SILENCE_MS;
    return silenceMs((before.get(`${port}|${route}`)?.primary ?? 0) / (RATE_MINUTES * 60));
  });
}

/**
 * An AI that reads too little to be judged by its silence is up, with a limit of 0: there is none. Of one that is silent for too
 * long, but not for as long as this server has listened, nobody knows.
 */
function judge(
  row: AiRow,
  limitMs: number | null,
  now: number,
  listening: Listens,
): { row: AiRow; cell: AiCell } {
  const quietMs = Math.max(0, now - row.heardAt);
  const silent = limitMs !== null && quietMs > limitMs;
  const said = row.downSince !== null;
  const listened = silent && listening.throughout(limitMs, now);
  const cell: AiCell = {
    state: said || listened ? 'down' : silent ? 'unknown' : 'up',
    since: new Date(row.downSince ?? row.heardAt).toISOString(),
    why: said ? 'said' : silent ? 'silent' : null,
    silentMs: limitMs ?? 0,
    toOfficers: 0,
  };
  return { row, cell };
}

async function countsOf(
  realm: RealmDatabase,
  spans: Parameters<typeof readAiMinutes>[1],
): Promise<Map<string, AiMinutes>> {
  const counts = await readAiMinutes(realm, spans);
  return new Map(counts.map((each) => [`${each.port}|${each.route}`, each]));
}
