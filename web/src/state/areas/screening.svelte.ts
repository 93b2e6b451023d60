import type { Scope } from '../../../../server/contract/scope.ts';
import type { Board } from '../board.svelte.ts';

export class ScreeningArea {
  constructor(_board: Board, _scope: Scope) {}
}
