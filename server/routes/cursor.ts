import { Refusal } from './problems.ts';

/** Where a page of a list ended: an instant (ISO 8601) and an id. */
export interface Cursor {
  at: string;
  id: number;
}

export function writeCursor({ at, id }: Cursor): string {
  return `${at}_${id}`;
}

export function readCursor(text: string): Cursor {
  const [, at, id] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)_(\d{1,15})$/.exec(text) ?? [];
  if (at === undefined || Number.isNaN(Date.parse(at)))
    throw new Refusal(422, 'after is no `next` of a page', [
      { path: '/query/after', reason: 'is no such place' },
    ]);
  return { at, id: Number(id) };
}
