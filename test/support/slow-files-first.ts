import { existsSync, readFileSync } from 'node:fs';
import { BaseSequencer, type TestSequencerConstructor, type TestSpecification } from 'vitest/node';

/**
 * Files with tests that say why they are slow come first in their lane: the last file of a run would have one core for
 * itself, and the other nothing to do.
 * @param lanes names of the projects, in the order in which they begin
 */
export function slowFilesFirst(lanes: readonly string[]): TestSequencerConstructor {
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const sorted = await super.sort(files);
      const reasons = new Map(sorted.map((file) => [file, reasonsIn(file.moduleId)]));
      const lane = ({ project }: TestSpecification) => lanes.indexOf(project.name);
      const rank = (file: TestSpecification) => reasons.get(file) ?? 0;
      return sorted.sort((a, b) => lane(a) - lane(b) || rank(b) - rank(a));
    }
  };
}

/** In the file, and in what it takes from its own folder: some files only call a suite that stands beside them. */
function reasonsIn(file: string): number {
  const text = readFileSync(file, 'utf8');
  const beside = [...text.matchAll(/from '(\.\/[\w./-]+)'/g)].flatMap(([, name = '']) => {
    const path = new URL(name, `file://${file}`);
    return existsSync(path) ? [readFileSync(path, 'utf8')] : [];
  });
  return [text, ...beside].join('\n').match(/\bslow: '/g)?.length ?? 0;
}
