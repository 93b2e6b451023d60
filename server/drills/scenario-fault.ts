/** What is wrong with the text of a scenario, and where. */
export interface ScenarioFault {
  /** From 1. */
  line: number;
  /** JSON pointer. */
  path: string;
  reason: string;
}
