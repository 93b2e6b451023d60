import { expect } from 'vitest';
import type { MadeDrill, StepAnswer } from '../../../server/contract/drill-rest.ts';
import type { TestServer } from '../../support/server.ts';

/** Asks as a command does that has the control key. */
export async function control(server: TestServer, path: string, body?: object) {
  const answer = await fetch(server.url + path, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: { authorization: 'Bearer test-control-key', 'content-type': 'application/json' },
  });
  return { status: answer.status, body: (await answer.json()) as any };
}

/** Makes a drill whose driver the test is. */
export async function makeDrill(
  server: TestServer,
  scenario: object,
  order: object = {},
): Promise<MadeDrill> {
  const wanted = { file: JSON.stringify(scenario), drive: true, speed: 60, ...order };
  const { body, status } = await control(server, '/control/drills', wanted);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body as MadeDrill;
}

export async function order(server: TestServer, { drill }: MadeDrill, what: object) {
  return await control(server, `/control/drills/${drill.id}/orders`, what);
}

/** A step, as a driver asks for it. */
export async function step(
  server: TestServer,
  { drill, token = '' }: MadeDrill,
  said: object = {},
): Promise<StepAnswer & { detail?: string }> {
  const body = JSON.stringify({ observed: [], ...said });
  const answer = await server.post(`/api/v1/drills/${drill.id}/step`, token, 'application/json', body);
  return answer.body as StepAnswer & { detail?: string };
}

const words = { ko: '훈련', en: 'A drill' };

/** A silent border, on which one arrival is told. */
export function scenarioOf(name: string, minutes: number, timeline: object[] = []) {
  return {
    ...{ name, title: words, aim: words, seed: name, minutes, base: { rate: 0 }, timeline },
    plays: { right: { title: words, deeds: [] } },
    criteria: [{ id: 'one', title: words, is: 'rows', stream: 'arrival', where: {}, equals: 1 }],
  };
}
