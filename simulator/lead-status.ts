import type { Lead } from '../server/contract/events.ts';
import {
  ACKNOWLEDGED_MS,
  FORGOTTEN_MS,
  FORGOTTEN_SHARE,
  LIST_DAYS,
  STEPS_DONE,
  STEPS_TOTAL,
  TASKED_MS,
} from './data/intelligence.ts';
import { statement, type Due } from './event.ts';
import { sourceOf } from './feeds.ts';
import { MINUTE_MS, dayOf } from './kst.ts';
import { drawAt } from './random.ts';

const DRAW = { number: 80, acknowledged: 81, tasked: 82, forgotten: 83 };

/** Partner, KST day and five letters by chance, so that neither streams nor seeds meet in one number. */
function leadNumber(partner: string, atMs: number, key: number): string {
  const suffix = Math.floor(drawAt(key, DRAW.number) * 36 ** 5).toString(36);
  return `${partner}-${dayOf(atMs).replaceAll('-', '')}-${suffix.toUpperCase().padStart(5, '0')}`;
}

/** Version of the centre's list on a KST day, such as 2026-11.2. */
export function listVersionAt(atMs: number): string {
  const day = dayOf(atMs);
  const number = LIST_DAYS.filter((first) => first <= Number(day.slice(8))).length;
  return `${day.slice(0, 7)}.${number}`;
}

/**
 * The statements on a lead from its first word at `atMs` until it is closed at `closedMs` or a few minutes after it was
 * tasked, if that is later. Leads of the Drug Information Center carry its list and the steps that are done.
 */
export function courseOf(
  lead: Omit<Lead, 'leadNo' | 'status'>,
  atMs: number,
  closedMs: number,
  key: number,
  told: { tag: string; closing?: Partial<Lead>; leadNo?: string },
): Due[] {
  const leadNo = told.leadNo ?? leadNumber(lead.partner, atMs, key);
  const forgottenMs = drawAt(key, DRAW.forgotten) < FORGOTTEN_SHARE ? FORGOTTEN_MS : 0;
  const acknowledgedMs = atMs + between(ACKNOWLEDGED_MS, drawAt(key, DRAW.acknowledged)) + forgottenMs;
  const taskedMs = acknowledgedMs + between(TASKED_MS, drawAt(key, DRAW.tasked));
  const list = lead.partner === 'DIC' ? { listVersion: listVersionAt(atMs), stepsTotal: STEPS_TOTAL } : {};
  const course: [keyof typeof STEPS_DONE, number][] = [
    ['open', atMs],
    ['acknowledged', acknowledgedMs],
    ['tasked', taskedMs],
    ['closed', Math.max(closedMs, taskedMs + 10 * MINUTE_MS)],
  ];
  return course.map(([status, dueAtMs], index) => {
    const steps = lead.partner === 'DIC' ? { stepsDone: STEPS_DONE[status] } : {};
    const data: Lead = {
      leadNo,
      ...lead,
      ...list,
      ...steps,
      status,
      ...(status === 'closed' ? told.closing : {}),
    };
    const source = sourceOf('intelligence-desk', lead.partner);
    return statement(
      'border.lead.v1',
      source,
      `${leadNo}/${index + 1}${told.tag}`,
      Math.floor(dueAtMs),
      data,
    );
  });
}

export function between({ least, most }: { least: number; most: number }, draw: number): number {
  return least + draw * (most - least);
}
