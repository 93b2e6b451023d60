import type { Definition } from '../messages.ts';

/** What each figure counts, what it is divided by, and where it comes from, by its name in the page. */
export const intelligenceFigures = {} as const satisfies Record<string, { ko: Definition; en: Definition }>;
