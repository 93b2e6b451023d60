import type { DrillDetail } from '../../../../server/contract/drill-rest.ts';

/** What has happened in a drill or is to come. */
export interface TimelineRow {
  id: string;
  at: string;
  do: string;
  title: { ko: string; en: string } | null;
  doneAt: string | null;
  byHand: boolean;
}

/** The planned injects and those that were ordered by hand, in the order of the drill's clock. */
export function timelineRows({ log, timeline }: Pick<DrillDetail, 'log' | 'timeline'>): TimelineRow[] {
  const rows = new Map(timeline.map((row): [string, TimelineRow] => [row.id, { ...row, byHand: false }]));
  // Newest first: that it was done comes before that it was ordered.
  for (const { at, detail, kind } of log) {
    const done = kind === 'inject' && detail['byHand'] === true;
    const inject = done ? detail : kind === 'ordered' ? detail['inject'] : null;
    if (!isInject(inject) || rows.has(inject.id)) continue;
    const title = 'title' in inject ? (inject.title ?? null) : null;
    rows.set(inject.id, {
      ...{ id: inject.id, do: inject.do, title, at },
      doneAt: done ? at : null,
      byHand: true,
    });
  }
  return [...rows.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function isInject(value: unknown): value is { id: string; do: string; title?: { ko: string; en: string } } {
  if (typeof value !== 'object' || value === null) return false;
  const { do: what, id } = value as { do?: unknown; id?: unknown };
  return typeof what === 'string' && typeof id === 'string';
}
