import { expect, it } from 'vitest';
import { Budget } from '../../../server/ingest/budget.ts';

it('lets a token spend what it has, then wait until it is paid back, whatever others do', () => {
  let ms = 0;
  const budget = new Budget({ most: 100, perSecond: 10, clock: () => ms });
  budget.spend(1, 100);
  expect(budget.waitMs(1)).toBe(0);
  budget.spend(1, 50);
  expect([budget.waitMs(1), budget.waitMs(2)]).toEqual([5_000, 0]);
  ms = 4_000;
  expect(budget.waitMs(1)).toBe(1_000);
  ms = 5_000;
  expect(budget.waitMs(1)).toBe(0);
});

it('never saves up more than there is', () => {
  let ms = 0;
  const budget = new Budget({ most: 100, perSecond: 10, clock: () => ms });
  budget.spend(1, 1);
  ms = 1_000_000;
  budget.spend(1, 110);
  expect(budget.waitMs(1)).toBe(1_000);
});

it('remembers those that owe however many others there are', () => {
  const budget = new Budget({ most: 100, perSecond: 10, clock: () => 0 });
  budget.spend(0, 200);
  for (let token = 1; token <= 5_000; token++) budget.spend(token, 50);
  expect(budget.waitMs(0)).toBe(10_000);
});
