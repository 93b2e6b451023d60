import type { FastifyInstance } from 'fastify';
import { Type, type Static } from 'typebox';
import { Screens, type ScreenFault } from '../access/screens.ts';
import { Problem } from '../contract/rest.ts';
import { parseScope } from '../contract/scope.ts';
import {
  ClaimAnswer,
  PairingClaim,
  PairingOffer,
  ScreenChange,
  ScreenConfirmation,
  ScreenList,
  ScreenSettings,
} from '../contract/screens-rest.ts';
import { readScreenSettings } from '../db/queries/screens.ts';
import type { Live } from '../live/live.ts';
import type { RouteDeps } from './deps.ts';
import { accountOf } from './guard.ts';
import { presentBuild } from './present-build.ts';
import { Refusal } from './problems.ts';
import { perAddress } from './rates.ts';

const problems = { '4xx': Problem, '5xx': Problem };
const ScreenPath = Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) });
type ScreenPath = Static<typeof ScreenPath>;

/** A hall of walls behind one address asks for new codes after an outage, and each asks every few seconds for its key. */
const MOST_CODES = 300;
const MOST_CLAIMS = 3_000;

export interface ScreenRouteDeps extends RouteDeps {
  live: () => Live | null;
  webFolder: string | null;
}

/** Pairing of screens, and what a manager sees and sets of them. */
export function screenRoutes(app: FastifyInstance, deps: ScreenRouteDeps): void {
  const screens = new Screens(deps.db);

  app.post(
    '/api/v1/pairings',
    {
      config: { access: 'public', rateLimit: perAddress(MOST_CODES) },
      schema: { summary: 'A code for a new screen to show', response: { 201: PairingOffer, ...problems } },
    },
    async (_request, reply) => {
      const offer = await screens.offer();
      if (offer === null) throw new Refusal(429, 'too many screens wait', [], { 'retry-after': '30' });
      return await reply.header('cache-control', 'no-store').code(201).send(offer);
    },
  );

  app.post<{ Body: PairingClaim }>(
    '/api/v1/pairings/claim',
    {
      config: { access: 'public', rateLimit: perAddress(MOST_CLAIMS) },
      schema: {
        summary: 'What has become of a code: 410 when it is over',
        body: PairingClaim,
        response: { 200: ClaimAnswer, ...problems },
      },
    },
    async ({ body }, reply) => {
      const answer = await screens.claim(body.secret);
      if (answer === null) throw new Refusal(410, 'this code is over: ask for another');
      return await reply.header('cache-control', 'no-store').send(answer);
    },
  );

  app.get(
    '/api/v1/screen',
    {
      config: { access: 'read' },
      schema: { summary: 'How this screen is set', response: { 200: ScreenSettings, ...problems } },
    },
    async ({ principal }, reply) => {
      const settings = principal.kind === 'screen' ? await readScreenSettings(deps.db, principal.id) : null;
      if (settings === null) throw new Refusal(404, 'only a paired screen is set in any way');
      return await reply.header('cache-control', 'no-store').send(settings);
    },
  );

  app.get(
    '/api/v1/screens',
    {
      config: { access: 'screens' },
      schema: {
        summary: 'Paired screens in your scopes, and how they are',
        response: { 200: ScreenList, ...problems },
      },
    },
    async (request): Promise<ScreenList> => {
      const connected = deps.live()?.pairedScreens ?? new Map<number, number>();
      const rows = await screens.list(accountOf(request));
      return {
        screens: rows.map(({ pairedAt, ...row }) => ({
          ...row,
          pairedAt: pairedAt.toISOString(),
          connectedHere: connected.has(row.id),
          behind: connected.get(row.id) ?? null,
        })),
        presentBuild: await presentBuild(deps.webFolder),
      };
    },
  );

  app.post<{ Body: ScreenConfirmation }>(
    '/api/v1/screens',
    {
      config: { access: 'screens' },
      schema: {
        summary: 'Confirm the code that a screen shows, and set the screen',
        body: ScreenConfirmation,
        response: { 201: ScreenSettings, ...problems },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const realm = body.realm ?? deps.ownRealm;
      needKnown(deps, { ...body, realm });
      const screen = await screens.confirm(accountOf(request), { ...body, realm });
      if (typeof screen === 'string') throw refusalOf(screen);
      return await reply.code(201).send(screen);
    },
  );

  app.patch<{ Params: ScreenPath; Body: ScreenChange }>(
    '/api/v1/screens/:id',
    {
      config: { access: 'screens' },
      schema: {
        summary: 'Rename a screen, or set it otherwise; what is left out stays',
        params: ScreenPath,
        body: ScreenChange,
        response: { 200: ScreenSettings, ...problems },
      },
    },
    async (request): Promise<ScreenSettings> => {
      needKnown(deps, request.body);
      const changed = await screens.change(accountOf(request), request.params.id, request.body);
      if (typeof changed === 'string') throw refusalOf(changed);
      deps.access.forget();
      return changed;
    },
  );

  app.delete<{ Params: ScreenPath }>(
    '/api/v1/screens/:id',
    {
      config: { access: 'screens' },
      schema: {
        summary: 'Revoke a screen: it goes dark, and its key opens nothing any more',
        params: ScreenPath,
        response: { 204: Type.Null(), ...problems },
      },
    },
    async (request, reply) => {
      const fault = await screens.revoke(accountOf(request), request.params.id);
      if (fault !== null) throw refusalOf(fault);
      deps.access.forget();
      return await reply.code(204).send(null);
    },
  );
}

function needKnown({ realms }: RouteDeps, { realm, scope }: { realm?: string; scope?: string }): void {
  if (realm !== undefined && !realms.has(realm))
    throw new Refusal(422, 'this server has no such realm', [
      { path: '/body/realm', reason: 'is not known' },
    ]);
  if (scope !== undefined && parseScope(scope) === null)
    throw new Refusal(422, 'the scope names no known customs house, port or route', [
      { path: '/body/scope', reason: 'is not known' },
    ]);
}

function refusalOf(fault: ScreenFault): Refusal {
  switch (fault) {
    case 'no-such-code':
      return new Refusal(422, 'no screen shows this code, or it is over or used', [
        { path: '/body/code', reason: 'is not known, over or used' },
      ]);
    case 'no-such-screen':
      return new Refusal(404, 'there is no such screen, or it is revoked');
    case 'not-yours':
      return new Refusal(403, 'this scope is not among yours', [
        { path: '/body/scope', reason: 'is not among yours' },
      ]);
  }
}
