import type { Board } from '../../board/board.ts';
import type { Scenario } from '../../contract/scenario.ts';

export class DrillWatch {
  constructor(_options: {
    scenario: Scenario;
    startsAt: number;
    record: (kind: string, detail: Record<string, unknown>) => void;
  }) {}
  follow(_board: Board): void {}
  settled(_at: number): void {}
  close(): void {}
}
