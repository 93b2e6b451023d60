import type { RealmCell } from '../contract/cells.ts';
import { localTime } from '../contract/days.ts';
import type { ReplayItem } from '../contract/replay-rest.ts';
import type { ReplayRow } from '../db/queries/replay-register.ts';

const iso = (at: number) => new Date(at).toISOString();

export function replayItem(row: ReplayRow): ReplayItem {
  const { createdAt, from, id, known, made, madeBy, ofRealm, realm, shows, speed, state, to } = row;
  return {
    ...{ id, realm, ofRealm, known, state, speed, made, madeBy },
    from: iso(from),
    to: iso(to),
    shows: iso(shows),
    createdAt: iso(createdAt),
  };
}

/** The realm of a replay, as screens name it: what is played, of when, and how it was known. */
export function realmOfReplay(
  { from, known, realm, to }: Pick<ReplayRow, 'realm' | 'from' | 'to' | 'known'>,
  source: RealmCell,
): RealmCell {
  const [begin, end] = [minuteOf(from), minuteOf(to)];
  const span = `${begin}–${end.slice(0, 10) === begin.slice(0, 10) ? end.slice(11) : end}`;
  return {
    name: realm,
    kind: 'replay',
    ko: `${source.ko} 다시 보기 · ${span} · ${known === 'then' ? '당시 파악 기준' : '현재 파악 기준'}`,
    en: `Replay of ${source.en} · ${span} KST · ${known === 'then' ? 'as known then' : 'as known now'}`,
    simulated: source.simulated,
  };
}

/** `2026-11-26 13:05` */
function minuteOf(at: number): string {
  return localTime(at).slice(0, 16).replace('T', ' ');
}
