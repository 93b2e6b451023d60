import { expect, test } from 'vitest';
import { portOfLeg } from '../../../../server/ingest/paxlst/terminal-of-flight.ts';

test.each([
  ['KE17', 'ICN', 'ICN-T2'],
  ['OZ202', 'ICN', 'ICN-T2'],
  ['KAL17', 'ICN', 'ICN-T2'],
  ['AF264', 'ICN', 'ICN-T2'],
  ['AM90', 'ICN', 'ICN-T2'],
  ['7C1101', 'ICN', 'ICN-T1'],
  ['TW101', 'ICN', 'ICN-T1'],
  ['MU5041', 'ICN', 'ICN-T1'],
  ['K1', 'ICN', 'ICN-T1'],
  ['', 'ICN', 'ICN-T1'],
  ['KE2102', 'GMP', 'GMP'],
  ['BX111', 'PUS', 'PUS'],
  ['OZ8999', 'MWX', 'MWX'],
  ['KE902', 'CDG', null],
  ['KE1', '', null],
])('%s to %s lands at %s', (flight, destination, port) => {
  expect(portOfLeg({ flight, destination, arrivalLocal: null })).toBe(port);
});
