import type { Seizure } from '../server/contract/events.ts';
import { ACCEPTED_MS, REQUESTED_MS } from './data/other-cases.ts';
import { correctionEvent, type Due } from './event.ts';
import { iso } from './kst.ts';
import { between } from './lead-status.ts';
import { drawAt } from './random.ts';

const DRAW = { requested: 95, accepted: 96, said: 97 };

/** When the investigation of a major case was asked for and taken, and what its statements say of it from then on. */
export function investigationOf(
  seizedAtMs: number,
  key: number,
): { acceptedAtMs: number; asked: Partial<Seizure>; taken: Partial<Seizure> } {
  const requestedAtMs = Math.floor(seizedAtMs + between(REQUESTED_MS, drawAt(key, DRAW.requested)));
  const acceptedAtMs = Math.floor(requestedAtMs + between(ACCEPTED_MS, drawAt(key, DRAW.accepted)));
  const asked = { investigationRequestedAt: iso(requestedAtMs) };
  return { acceptedAtMs, asked, taken: { ...asked, investigationAcceptedAt: iso(acceptedAtMs) } };
}

/** Half of the times a later statement says that the investigation was taken, half of the times a correction of the first. */
export function acceptance(first: Due, later: Due, key: number): Due {
  const { investigationAcceptedAt } = later.event.data as Seizure;
  if (drawAt(key, DRAW.said) < 0.5 || investigationAcceptedAt === undefined) return later;
  const { source, id } = first.event;
  const changes = { investigationAcceptedAt };
  const about = { source, id, type: 'border.seizure.v1' as const, changes };
  return { dueAtMs: later.dueAtMs, event: correctionEvent(source, `${id}!taken`, later.dueAtMs, about) };
}
