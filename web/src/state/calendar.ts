const MONTH_STARTS = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335];

/** Days of a leap year: the fixed length of a yearly curve. */
export const YEAR_POINTS = 366;

/** `YYYY-MM-DD` as year and month * 100 + day, the form that record cells use. */
export function splitDay(day: string): { year: number; monthDay: number } {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return { year, monthDay: month * 100 + date };
}

/** Position of a day (month * 100 + day) in a leap year, from 0, so that two years lie on one axis. */
export function dayOfYear(monthDay: number): number {
  return (MONTH_STARTS[Math.floor(monthDay / 100) - 1] ?? 0) + (monthDay % 100) - 1;
}
