import type {
  Arrival,
  BorderEvent,
  Bulletin,
  CorrectableType,
  Correction,
  Declaration,
  Indicator,
  Lead,
  Seizure,
  Station,
  Verdict,
} from '../server/contract/events.ts';
import { correctionEvent } from './event.ts';
import type { Random } from './random.ts';

/**
 * Corrections of one event, in the order of their time: an amendment, two of them, a retraction, or a retraction that
 * is taken back. None for corrections themselves.
 */
export function correctionsOf(event: BorderEvent, random: Random): BorderEvent[] {
  const kind = random();
  if (event.type === 'border.correction.v1') return [];
  const amend = () => ({ changes: changed(event, random) });
  if (kind < 0.4) return number(event, [amend()]);
  if (kind < 0.7) return number(event, [amend(), amend()]);
  if (kind < 0.9) return number(event, [{ retracted: true }]);
  return number(event, [{ retracted: true }, amend(), { retracted: false }]);
}

type Content = Pick<Correction, 'changes'> | Pick<Correction, 'retracted'>;

/** A second apart, so that their order is that of their time, however they travel. */
function number(event: BorderEvent, contents: readonly Content[]): BorderEvent[] {
  const { source, id } = event;
  const type = event.type as CorrectableType;
  return contents.map((content, index) =>
    correctionEvent(source, `${id}!c${index + 1}`, Date.parse(event.time) + (index + 1) * 1_000, {
      source,
      id,
      type,
      ...content,
    }),
  );
}

function changed(event: BorderEvent, random: Random): Record<string, string | number> {
  if (event.type === 'border.arrival.v1') {
    return { units: Math.max(1, Math.round((event.data as Arrival).units * (0.5 + random()))) };
  }
  if (event.type === 'border.seizure.v1') {
    const { category, grams = 1, quantity = 1 } = event.data as Seizure;
    const amended = (value: number) => Math.max(1, Math.round(value * (0.5 + random())));
    return category === 'drug' ? { grams: amended(grams) } : { quantity: amended(quantity) };
  }
  const other = changedStatement(event, random);
  if (other) return other;
  const { stage, result } = event.data as Verdict;
  const doubt = stage === 'primary' ? 'suspect' : 'confirmed';
  return { result: result === 'clear' ? doubt : 'clear' };
}

/** Of what is neither an arrival nor a verdict nor a seizure; `null` for those. */
function changedStatement(event: BorderEvent, random: Random): Record<string, string | number> | null {
  switch (event.type) {
    case 'border.lead.v1':
      return { status: (event.data as Lead).status === 'closed' ? 'open' : 'closed' };
    case 'border.station.v1':
      return { state: (event.data as Station).state === 'up' ? 'degraded' : 'up' };
    case 'border.declaration.v1': {
      const { amountUsd = 0 } = event.data as Declaration;
      return { amountUsd: Math.round(amountUsd * (0.5 + random())) };
    }
    case 'border.bulletin.v1':
      return { status: (event.data as Bulletin).status === 'draft' ? 'published' : 'draft' };
    case 'border.indicator.v1':
      return { value: Math.round((event.data as Indicator).value * (0.5 + random())) };
    default:
      return null;
  }
}
