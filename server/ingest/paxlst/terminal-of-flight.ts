import { siteInForce } from '../../contract/site-in-force.ts';
import type { Leg } from './types.ts';

/**
 * The port of entry where a leg lands, `ICN-T2`; null when it lands elsewhere. The terminal goes by the carrier of the flight
 * number and by the day, so a code-share number of another carrier may mislead; a flight that could not be read counts as of a
 * carrier that has no terminal of its own. Looks at the destination alone: a domestic leg that ends a progressive flight (ICN to
 * PUS) is answered too, because its passengers clear customs where it ends.
 */
export function portOfLeg(leg: Pick<Leg, 'flight' | 'destination' | 'arrivalLocal'>): string | null {
  const carrier = /^(?:[A-Z]{3}|[A-Z0-9]{2})(?=\d)/.exec(leg.flight)?.[0] ?? '';
  return siteInForce().terminalOf(leg.destination, carrier, leg.arrivalLocal?.slice(0, 10) ?? '');
}
