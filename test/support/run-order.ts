import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Slow lanes first, so that at the end of a run no worker waits long for another. */
const LANES = ['long', 'browser', 'server', 'db', 'unit'];

/** One lane after the other, so that workers keep what a lane has loaded; within a lane the slowest files first. */
export default class RunOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const lane = ({ project }: TestSpecification) => LANES.indexOf(project.name);
    return sorted.toSorted((a, b) => lane(a) - lane(b));
  }
}
