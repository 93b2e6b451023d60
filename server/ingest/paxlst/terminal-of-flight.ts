import type { Leg } from './types.ts';

/** Korean airports with customs for international passengers, other than Incheon. */
const PORTS = new Set(['GMP', 'PUS', 'CJU', 'CJJ', 'TAE', 'MWX']);

/**
 * Carriers at Incheon's Terminal 2 since 14 January 2026, IATA and ICAO designators. From the
 * airport's notices and the press: KE DL AF KL (18 January 2018); CI GA MF (28 October 2018); LJ (1
 * July 2023); AM (back on 3 August 2024); BX (29 July 2025); RS (9 September 2025); SK (September
 * 2025); OZ (14 January 2026). [E] Foreign SkyTeam carriers not named (MU, VN) stay in Terminal 1,
 * as does every other carrier.
 */
const TERMINAL_2 = new Set(
  'KE KAL OZ AAR LJ JNA BX ABL RS ASV DL DAL AF AFR KL KLM CI CAL MF CXA GA GIA SK SAS AM AMX'.split(' '),
);

/**
 * The port of entry where a leg lands: `ICN-T1`, `ICN-T2`, `GMP`, `PUS`, `CJU`, `CJJ`, `TAE` or
 * `MWX`; null when it lands elsewhere. The terminal goes by the carrier of the flight number, so a
 * code-share number of another carrier may mislead; a flight that could not be read counts as T1.
 * Looks at the destination alone: a domestic leg that ends a progressive flight (ICN to PUS) is
 * answered too, because its passengers clear customs where it ends.
 */
export function portOfLeg(leg: Pick<Leg, 'flight' | 'destination'>): string | null {
  if (leg.destination !== 'ICN') return PORTS.has(leg.destination) ? leg.destination : null;
  const carrier = /^(?:[A-Z]{3}|[A-Z0-9]{2})(?=\d)/.exec(leg.flight)?.[0] ?? '';
  return TERMINAL_2.has(carrier) ? 'ICN-T2' : 'ICN-T1';
}
