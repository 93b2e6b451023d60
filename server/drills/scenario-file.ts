import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LONGEST_SCENARIO } from '../contract/drill-rest.ts';
import type { Scenario } from '../contract/scenario.ts';
import { readText, type TextFault } from '../site/yaml-text.ts';
import type { Known } from './scenario-scope.ts';
import { senseFaults } from './scenario-sense.ts';
import { shapeFaults } from './scenario-shape.ts';

/** At most so many are said at once. */
const MOST_FAULTS = 50;

/**
 * Reads a scenario out of YAML or JSON. Never throws, whatever the text: what is wrong with it comes back, by line.
 * @param known rules of alarms and feeds that it may name
 */
export function readScenario(text: string, known: Known): { scenario: Scenario } | { faults: TextFault[] } {
  const read = readText(text, LONGEST_SCENARIO);
  if ('faults' in read) return read;
  const shape = shapeFaults(read.value);
  const scenario = read.value as Scenario;
  const faults = shape.length > 0 ? shape : senseFaults(scenario, known);
  if (faults.length === 0) return { scenario };
  const placed = faults.map(({ path, reason }) => ({ line: read.lineOf(path), path: pointer(path), reason }));
  return { faults: placed.sort((a, b) => a.line - b.line).slice(0, MOST_FAULTS) };
}

/** All scenarios of a folder, by the names of their files. Throws, with file and line, where one is wrong. */
export async function loadCatalogue(folder: string, known: Known): Promise<Scenario[]> {
  const files = (await readdir(folder)).filter((file) => /\.(ya?ml|json)$/.test(file)).sort();
  const scenarios: Scenario[] = [];
  for (const file of files) {
    const path = join(folder, file);
    const read = readScenario(await readFile(path, 'utf8'), known);
    if ('faults' in read)
      throw new Error(
        read.faults.map(({ line, path: at, reason }) => `${path}:${line}: ${at} ${reason}`).join('\n'),
      );
    const { name } = read.scenario;
    if (scenarios.some((each) => each.name === name))
      throw new Error(`${path}: there is another scenario ${name}`);
    scenarios.push(read.scenario);
  }
  return scenarios;
}

function pointer(path: readonly (string | number)[]): string {
  return path.length === 0
    ? '/'
    : path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
