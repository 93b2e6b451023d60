import type { FastifyInstance } from 'fastify';
import { actorOf } from '../access/principal.ts';
import { newWebhookSecret } from '../alarms/webhook-message.ts';
import { WebhookBody, WebhookMade, WebhookParams, WebhooksAnswer } from '../contract/webhook-rest.ts';
import { appendAudit } from '../db/queries/append-audit.ts';
import { insertWebhook, readWebhooks, removeWebhook } from '../db/queries/webhooks.ts';
import { realmOf, type RouteDeps } from './deps.ts';
import { accountOf } from './guard.ts';
import { Refusal } from './problems.ts';

const tags = ['webhooks'];
const config = { access: 'accounts' } as const;

/** Webhooks: other systems that are told of alarms. */
export function webhookRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const { db } = deps;
  app.get(
    '/api/v1/webhooks',
    { schema: { summary: 'Webhooks and how they fare', tags, response: { 200: WebhooksAnswer } }, config },
    async (): Promise<WebhooksAnswer> => ({ webhooks: await readWebhooks(db) }),
  );

  app.post<{ Body: WebhookBody }>(
    '/api/v1/webhooks',
    {
      schema: {
        summary: 'A new webhook; its secret is shown this once',
        tags,
        body: WebhookBody,
        response: { 200: WebhookMade },
      },
      config,
    },
    async (request): Promise<WebhookMade> => {
      const account = accountOf(request);
      const { leastPriority, realm, url } = request.body;
      const target = receiverOf(url);
      const { describe } = realmOf(deps, realm);
      const secret = newWebhookSecret();
      const id = await db.transaction(async (tx) => {
        const made = { realm: describe.name, url: target.href, secret, leastPriority, by: account.id };
        const id = await insertWebhook(tx, made);
        await appendAudit(tx, {
          actor: actorOf(account),
          action: 'webhook.created',
          object: `webhook:${id}`,
          // The rest of an address may hold a key of the receiver's.
          detail: { host: target.host, realm: describe.name, leastPriority },
        });
        return id;
      });
      return { id, secret };
    },
  );

  app.delete<{ Params: WebhookParams }>(
    '/api/v1/webhooks/:id',
    { schema: { summary: 'It is told no more', tags, params: WebhookParams }, config },
    async (request, reply) => {
      const account = accountOf(request);
      const { id } = request.params;
      await db.transaction(async (tx) => {
        if (!(await removeWebhook(tx, id))) throw new Refusal(404, 'there is no such webhook');
        const deed = { action: 'webhook.removed', object: `webhook:${id}` };
        await appendAudit(tx, { actor: actorOf(account), ...deed });
      });
      return reply.code(204).send();
    },
  );
}

function receiverOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url === null ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username !== '' ||
    url.password !== ''
  ) {
    const reason = 'is no http or https address without user and password';
    throw new Refusal(422, `the address ${reason}`, [{ path: '/body/url', reason }]);
  }
  return url;
}
