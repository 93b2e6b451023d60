import type { Language } from '../../i18n/format.ts';
import { deskTasksWords } from '../../i18n/words/desk-tasks-words.ts';

/** The figure of a piece of evidence. A kind of task is called as at the page of tasks. */
export function valueText(value: string, language: Language): string {
  const kinds: Record<string, string> = deskTasksWords[language].kinds;
  return Object.hasOwn(kinds, value) ? (kinds[value] ?? value) : value;
}
