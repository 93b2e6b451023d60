import { beforeEach, describe, expect, it } from 'vitest';
import { Board } from '../../../../server/board/board.ts';
import type { CellValue } from '../../../../server/contract/cells.ts';
import { DrillWatch } from '../../../../server/drills/judge/watch.ts';
import { scenarioOf, T0, type Asked } from './drill.ts';

const MINUTE_MS = 60_000;

const shown = (board: Board) => ({ board, judgedCells: () => board.state().cells });

describe('the watch of a drill', () => {
  let log: [kind: string, detail: Record<string, unknown>][];
  beforeEach(() => {
    log = [];
  });
  const watch = (...criteria: Asked[]) =>
    new DrillWatch({
      scenario: scenarioOf(criteria),
      startsAt: T0,
      record: (kind, detail) => log.push([kind, detail]),
    });
  const set = (board: Board, cells: Record<string, unknown>) =>
    board.update(Object.entries(cells) as [string, CellValue | null][]);
  const kinds = (kind: string) => log.filter(([each]) => each === kind).map(([, detail]) => detail);

  it('writes a figure down once, at the first step that has come to its time', () => {
    const board = new Board('one');
    const queue = { is: 'figure', cells: 'queue', value: 'again', equals: 1 } as const;
    const watching = watch({ ...queue, at: 'T2' }, { ...queue, since: 'T-1', at: 'T1' }, queue);
    watching.follow(shown(board));
    set(board, { 'queue|ICN-T1|traveller': { again: 4 } });
    watching.settled(T0);
    expect(log).toEqual([['figure', { criterion: 'c1', when: 'since', value: 4 }]]);
    set(board, { 'queue|ICN-T1|traveller': { again: 5 }, 'queue|CJU|traveller': { again: 2 } });
    watching.settled(T0 + MINUTE_MS);
    set(board, { 'queue|ICN-T1|traveller': null, 'queue|CJU|traveller': null });
    watching.settled(T0 + 2 * MINUTE_MS - 1);
    watching.settled(T0 + 2 * MINUTE_MS + 5_000);
    watching.settled(T0 + 3 * MINUTE_MS);
    expect(kinds('figure')).toEqual([
      { criterion: 'c1', when: 'since', value: 4 },
      { criterion: 'c1', when: 'at', value: 7 },
      // There is none, which is not nought.
      { criterion: 'c0', when: 'at', value: null },
    ]);
  });

  it('sees words in what is there, in what changes, in keys, and whatever their case; each once', () => {
    const board = new Board('one');
    set(board, { 'task|ICN-T1|-|1': { title: 'Look for mr. Harual' } });
    const watching = watch(
      { is: 'words-unseen', words: ['HARUAL', 'VINDARI', 'a "b"', 'c-5e1a'] },
      { is: 'words-unseen', words: ['vindari', 'nobody'] },
    );
    watching.follow(shown(board));
    expect(kinds('word-seen')).toEqual([{ criterion: 'c0', word: 'HARUAL', key: 'task|ICN-T1|-|1' }]);
    set(board, { 'latest|ICN-T1|traveller': { cases: [{ subject: 'x/VinDaRi/y' }] } });
    set(board, { 'couriers|C-5E1A90|all': { repeat: 1 }, 'task|-|-|2': { title: 'A "B"' } });
    set(board, { 'latest|ICN-T1|traveller': { cases: [{ subject: 'VINDARI again' }] } });
    expect(kinds('word-seen').slice(1)).toEqual([
      { criterion: 'c0', word: 'VINDARI', key: 'latest|ICN-T1|traveller' },
      { criterion: 'c1', word: 'vindari', key: 'latest|ICN-T1|traveller' },
      { criterion: 'c0', word: 'c-5e1a', key: 'couriers|C-5E1A90|all' },
      { criterion: 'c0', word: 'a "b"', key: 'task|-|-|2' },
    ]);
    // That it looked is on record too.
    expect(kinds('figure').map(({ criterion, when }) => [criterion, when])).toEqual([
      ['c0', 'watched'],
      ['c1', 'watched'],
    ]);
  });

  it('follows the board that starts anew, and no longer the one before', () => {
    const [before, after] = [new Board('one'), new Board('two')];
    const watching = watch({ is: 'words-unseen', words: ['HARUAL', 'OSPREN'] });
    watching.follow(shown(before));
    set(after, { 'task|-|-|1': { title: 'OSPREN' } });
    watching.follow(shown(after));
    set(before, { 'task|-|-|2': { title: 'HARUAL' } });
    expect(kinds('word-seen').map(({ word }) => word)).toEqual(['OSPREN']);
    watching.close();
    set(after, { 'task|-|-|3': { title: 'HARUAL' } });
    expect(kinds('word-seen').map(({ word }) => word)).toEqual(['OSPREN']);
  });
});
