import { expect, test } from 'vitest';
import type { DrillReport } from '../../../server/contract/drill-rest.ts';
import { WrongScenario } from '../../../simulator/drive/control.ts';
import { judgementText } from '../../../simulator/drive/judgement.ts';

const words = (en: string) => ({ ko: '', en });
const reportOf = (passed: boolean) =>
  ({
    drill: { play: 'right', startsAt: '2026-11-10T01:00:00.000Z' },
    scenario: { name: 'late', title: words('Late correction') },
    passed,
    verdicts: [
      {
        ...{ id: 'month', title: words('August has 300 kg more'), passed },
        evidence: [
          { what: words('Judged (= 300000)'), at: '2026-11-10T01:12:00.000Z', value: '300000' },
          { what: words('It happened'), at: '2026-09-03T01:20:00.000Z', value: null },
        ],
      },
      { id: 'quiet', title: words('Nothing alarms'), passed: true, evidence: [] },
    ],
  }) as unknown as DrillReport;

test('a judgement names each criterion, what it is judged by on the drill’s clock, and what failed', () => {
  expect(judgementText(reportOf(false), 14.26)).toBe(`Late correction (late), played right
FAIL  month: August has 300 kg more
        Judged (= 300000): 300000  [T12.0]
        It happened  [2026-09-03T01:20:00.000Z]
PASS  quiet: Nothing alarms
NOT PASSED: 1 of 2 criteria failed: month; 14.3 s
`);
  expect(judgementText(reportOf(true), 3)).toMatch(/\nPASSED: all 2 criteria; 3\.0 s\n$/);
});

test('what is wrong with a file is said as compilers say it', () => {
  const errors = [{ path: 'line 9 /minutes', reason: 'must be integer' }];
  expect(new WrongScenario({ detail: 'the scenario is wrong', errors }).textOf('a.yaml')).toEqual([
    'a.yaml:9: /minutes must be integer',
  ]);
  const noPlay = {
    detail: 'the scenario has no such play',
    errors: [{ path: '/body/play', reason: 'is none' }],
  };
  expect(new WrongScenario(noPlay).textOf('a.yaml')).toEqual(['a.yaml: the scenario has no such play']);
});
