/** Events to begin with, as JSON. `mark` makes their numbers new ones. */
export const EXAMPLES = {
  seizure: (mark: string) => ({
    type: 'border.seizure.v1',
    data: {
      caseNo: `DRILL-${mark}`,
      port: 'ICN-EXP',
      route: 'express',
      category: 'drug',
      substance: 'methamphetamine',
      grams: 12_000,
      status: 'provisional',
    },
  }),
  lead: (mark: string) => ({
    type: 'border.lead.v1',
    data: {
      leadNo: `DRILL-${mark}`,
      partner: 'TH',
      kind: 'flight',
      status: 'open',
      port: 'ICN-T2',
      route: 'traveller',
      conveyance: 'KE652',
    },
  }),
  arrival: () => ({
    type: 'border.arrival.v1',
    data: {
      port: 'ICN-T2',
      route: 'traveller',
      conveyance: 'KE652',
      origin: 'TH',
      units: 231,
      risk: 'high',
    },
  }),
} satisfies Record<string, (mark: string) => object>;
export type Example = keyof typeof EXAMPLES;
export const isExample = (name: string): name is Example => Object.hasOwn(EXAMPLES, name);
