import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

declare module 'vitest' {
  interface TaskMeta {
    /** Why a test may take more than {@link SLOW_MS}; stands on the test's own line. */
    slow?: string;
  }
}

const SLOW_MS = 5_000;
const SLOWEST_FILES = 10;

/** What a run took, at its end: each lane, the slowest files, and the slow tests with their reasons. */
export default class RunReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const lanes = new Map<string, { files: number; tests: number; ms: number }>();
    const slow: TestCase[] = [];
    for (const module of modules) {
      const lane = lanes.get(module.project.name) ?? { files: 0, tests: 0, ms: 0 };
      lane.files += 1;
      lane.ms += spent(module);
      for (const test of module.children.allTests()) {
        lane.tests += 1;
        if ((test.diagnostic()?.duration ?? 0) > SLOW_MS) slow.push(test);
      }
      lanes.set(module.project.name, lane);
    }
    const lines = ['', ' Lanes, in seconds of their workers:'];
    for (const [name, { files, tests, ms }] of lanes)
      lines.push(`${seconds(ms)}  ${name}: ${tests} tests in ${files} files`);
    lines.push('', ` Slowest ${SLOWEST_FILES} files:`);
    const slowest = modules.toSorted((a, b) => spent(b) - spent(a)).slice(0, SLOWEST_FILES);
    for (const module of slowest)
      lines.push(`${seconds(spent(module))}  ${relative(process.cwd(), module.moduleId)}`);
    if (slow.length > 0) lines.push('', ` Tests above ${SLOW_MS / 1_000} s:`);
    for (const test of slow.toSorted((a, b) => duration(b) - duration(a)))
      lines.push(`${seconds(duration(test))}  ${test.fullName} (${test.meta().slow ?? 'no reason given'})`);
    console.log(lines.join('\n'));
  }
}

function spent(module: TestModule): number {
  const { collectDuration, duration: tests, prepareDuration, setupDuration } = module.diagnostic();
  return collectDuration + tests + prepareDuration + setupDuration;
}

function duration(test: TestCase): number {
  return test.diagnostic()?.duration ?? 0;
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1).padStart(8);
}
