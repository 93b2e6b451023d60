import type {
  HandoverAlarm,
  HandoverReport,
  HandoverTask,
} from '../../../../server/contract/handover-rest.ts';
import { instantOf as instantAt, localTime } from '../../../../server/contract/days.ts';
import type { Format } from '../../i18n/format.ts';

/** What of a report was still open at its end. */
export function openOf(report: HandoverReport): { alarms: HandoverAlarm[]; tasks: HandoverTask[] } {
  return {
    alarms: report.alarms.filter(({ endedAt }) => endedAt === null),
    tasks: report.tasks.filter(({ closedAt }) => closedAt === null),
  };
}

/** Day and minute; the day only where it is another than that of the report's beginning. */
export function timeIn(from: string, time: string | null, format: Format): string {
  if (time === null) return '';
  const at = Date.parse(time);
  const sameDay = format.shortDate(at) === format.shortDate(Date.parse(from));
  return sameDay ? format.time(at) : `${format.shortDate(at)} ${format.time(at)}`;
}

export function periodText(from: string, to: string, format: Format): string {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const first = `${format.weekday(start)} ${format.time(start)}`;
  const last =
    format.shortDate(start) === format.shortDate(end)
      ? format.time(end)
      : `${format.weekday(end)} ${format.time(end)}`;
  return `${first} – ${last}`;
}

/** Value of a field of date and time to the minute. */
export function fieldOf(at: number): string {
  return localTime(at).slice(0, 16);
}

/** The instant that such a field means; `null` where it is empty. */
export function instantOf(field: string): string | null {
  const at = instantAt(field);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
