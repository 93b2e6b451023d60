import http from 'node:http';
import https from 'node:https';

interface HttpAnswer {
  status: number;
  retryAfter: string | undefined;
  body: string;
}

/** One request; rejects on anything but a complete answer. `body` null asks with GET. */
export type Request = (url: URL, headers: Record<string, string>, body: string | null) => Promise<HttpAnswer>;

/**
 * HTTP over kept connections. Node's own client instead of fetch: half of its CPU time per request at 2,000 events a
 * batch, and a connection that dies is an error at once.
 */
export function httpRequests(sockets: number, timeoutMs: number): { request: Request; close: () => void } {
  const options = { keepAlive: true, maxSockets: sockets };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  const request: Request = (url, headers, body) =>
    new Promise((resolve, reject) => {
      const client = url.protocol === 'https:' ? https : http;
      const agent = url.protocol === 'https:' ? agents['https:'] : agents['http:'];
      const method = body === null ? 'GET' : 'POST';
      const sent = client.request(url, { method, agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('close', () => reject(new Error('the connection closed before the answer was complete')));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            retryAfter: answer.headers['retry-after'],
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      });
      sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)));
      sent.on('error', reject);
      sent.end(body ?? undefined);
    });
  return {
    request,
    close: () => {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}
