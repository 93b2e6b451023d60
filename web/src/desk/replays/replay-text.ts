import type { RealmCell } from '../../../../server/contract/cells.ts';
import type { ReplayItem } from '../../../../server/contract/replay-rest.ts';
import { instantOf, localTime } from '../../../../server/contract/days.ts';
import type { Format } from '../../i18n/format.ts';
import { periodText } from '../handover/report-text.ts';

/** What a replay is of: the realm, where it is known, and the period. */
export function replayName(
  { from, ofRealm, to }: ReplayItem,
  realms: readonly RealmCell[],
  format: Format,
): string {
  const realm = realms.find(({ name }) => name === ofRealm)?.[format.language] ?? ofRealm;
  return `${realm} · ${periodText(from, to, format)}`;
}

/** Times under a seek bar, from first to last, by their share of its width. */
export function seekTicks(from: number, to: number): { at: number; share: number }[] {
  const minutes = (to - from) / 60_000;
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240].find((each) => minutes / each <= 10) ?? 360;
  const ms = step * 60_000;
  const first = Math.ceil(from / ms) * ms;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / ms) + 1) }, (_, index) => {
    const at = first + index * ms;
    return { at, share: (at - from) / (to - from) };
  });
}

/** Value of a field of date and time to the second. */
export function secondsField(at: number): string {
  return localTime(at);
}

/** The instant that such a field means, with seconds or without; `null` where it is empty. */
export function secondsInstant(field: string): string | null {
  const at = instantOf(field);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
