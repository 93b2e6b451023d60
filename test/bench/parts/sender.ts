/** A process that sends events over HTTP, prepared beforehand so that making them is not measured. */
import { Agent, request } from 'node:http';
import { answerOrders } from './children.ts';
import { bodiesOf, type Portion } from './workload.ts';

const MEDIA = { batch: 'application/cloudevents-batch+json', stream: 'application/x-ndjson' } as const;

export interface Prepare {
  do: 'prepare';
  url: string;
  token: string;
  portion: Portion;
  form: keyof typeof MEDIA;
  /** Events in a request. */
  perBody: number;
}
/** Sends what was prepared: as fast as answers come, on so many connections, or so many bodies a second. */
export interface Send {
  do: 'send';
  connections: number;
  bodiesPerSecond: number | null;
}
export interface Sent {
  accepted: number;
  /** From the first request to the last answer. */
  elapsedMs: number;
  /** Longest a request waited for its answer. */
  slowestMs: number;
}

let prepared: { order: Prepare; bodies: Buffer[] } | undefined;
const agent = new Agent({ keepAlive: true, noDelay: true });

/** Posts a body; resolves with how many events were accepted. */
function post({ form, token, url }: Prepare, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': MEDIA[form],
      'content-length': body.length,
    };
    const sending = request(`${url}/api/v1/events`, { method: 'POST', agent, headers }, (response) => {
      // The counts stand at the beginning; reading the rest as JSON would cost the machine that is measured.
      let head = '';
      response.on('data', (chunk: Buffer) => {
        if (head.length < 200) head += chunk.toString('latin1');
      });
      response.on('end', () => {
        const accepted = /"accepted":(\d+)/.exec(head)?.[1];
        if (response.statusCode === 200 && accepted !== undefined) resolve(Number(accepted));
        else reject(new Error(`answer ${response.statusCode}: ${head.slice(0, 200)}`));
      });
      response.on('error', reject);
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

async function send({ bodiesPerSecond, connections }: Send): Promise<Sent> {
  if (prepared === undefined) throw new Error('nothing was prepared');
  const { bodies, order } = prepared;
  const sent: Sent = { accepted: 0, elapsedMs: 0, slowestMs: 0 };
  const began = performance.now();
  const one = async (body: Buffer) => {
    const from = performance.now();
    const accepted = await post(order, body);
    sent.accepted += accepted;
    sent.slowestMs = Math.max(sent.slowestMs, performance.now() - from);
  };
  if (bodiesPerSecond === null) {
    let next = 0;
    const connection = async () => {
      for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) await one(body);
    };
    await Promise.all(Array.from({ length: connections }, connection));
  } else {
    // Open loop: a slow answer does not slow the sender down, as a feed's traffic would not.
    const under: Promise<void>[] = [];
    for (const [index, body] of bodies.entries()) {
      const due = began + (index * 1000) / bodiesPerSecond - performance.now();
      if (due > 0) await new Promise((resolve) => setTimeout(resolve, due));
      under.push(one(body));
    }
    await Promise.all(under);
  }
  sent.elapsedMs = performance.now() - began;
  return sent;
}

answerOrders<Prepare | Send>(async (order) => {
  if (order.do === 'send') return await send(order);
  prepared = { order, bodies: bodiesOf(order.portion, order.perBody, order.form) };
  return prepared.bodies.length;
});
