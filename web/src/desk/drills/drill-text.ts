import type { DrillItem, DrillState, ScenarioItem } from '../../../../server/contract/drill-rest.ts';
import type { Format } from '../../i18n/format.ts';
import type { deskDrillsWords } from '../../i18n/words/desk-drills-words.ts';

export type DrillWords = (typeof deskDrillsWords)['ko'];

/** A realm is made, judged or dropped before there is an answer: that may take so long, in milliseconds. */
export const REALM_MS = 90_000;

const OVER: ReadonlySet<DrillState> = new Set(['ended', 'archived', 'dropped'] as const);
export const isOver = (state: DrillState): boolean => OVER.has(state);

/** Minutes and seconds, with hours where there are any: 02:05, 1:02:05. */
export function spanText(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const rest = `${two(minutes)}:${two(seconds % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}

/** A time of a drill by its start: T+02:05. */
export function sinceT0(startsAt: string, at: string): string {
  const ms = Date.parse(at) - Date.parse(startsAt);
  return `T${ms < 0 ? '−' : '+'}${spanText(ms)}`;
}

/** `T20` as a scenario has it, in minutes from its start. */
export const minutesOf = (at: string): number => Number(at.slice(1));

/** `T20` in the same form. */
export function plannedAt(at: string): string {
  const ms = minutesOf(at) * 60_000;
  return `T${ms < 0 ? '−' : '+'}${spanText(ms)}`;
}

/** What of a drill is still to come, in milliseconds on its clock. */
export function leftMs({ endsAt, shows }: DrillItem): number {
  return Math.max(0, Date.parse(endsAt) - Date.parse(shows));
}

/** What an inject is called: by its own title, else by its kind. */
export function injectText(
  inject: Pick<ScenarioItem['injects'][number], 'do' | 'title'>,
  words: DrillWords,
  { language }: Format,
): string {
  return inject.title?.[language] ?? (words.injects as Record<string, string>)[inject.do] ?? inject.do;
}

export function speedText(speed: number, words: DrillWords): string {
  return words.times(String(Math.round(speed * 10) / 10));
}

/** Who acts: people, or the board by one of the scenario's plays. */
export function actorText(
  { play, scenario }: DrillItem,
  scenarios: readonly ScenarioItem[],
  words: DrillWords,
  { language }: Format,
): string {
  if (play === null) return words.people;
  const plays = scenarios.find(({ name }) => name === scenario)?.plays;
  return words.play(plays?.find(({ name }) => name === play)?.title[language] ?? play);
}
