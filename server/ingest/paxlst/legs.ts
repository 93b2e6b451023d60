import type { Segment } from './edifact.ts';
import type { Leg } from './types.ts';
import { readAirport, readFlight, readLocalTime, type LocalTime } from './values.ts';
import type { WarningList } from './warning-list.ts';

/** What a LOC in the transport group says of its airport: 125, 87 and 130, or 92. */
type StopKind = 'departure' | 'arrival' | 'final' | 'both';

interface Times {
  departure: LocalTime | null;
  arrival: LocalTime | null;
}

interface Stop extends Times {
  kind: StopKind;
  airport: string | null;
}

/** One TDT with the LOC and DTM that follow it. */
export interface Transport {
  flight: string;
  /** DTM that came before any LOC. */
  head: Times;
  stops: Stop[];
}

/** The guide allows 25 LOC for each TDT. */
const MAX_STOPS = 50;

const KINDS: Readonly<Record<string, StopKind>> = {
  '125': 'departure',
  '87': 'arrival',
  '130': 'final',
  '92': 'both',
};

/** Opens a transport at TDT+20; null for other stages of carriage (34 is an overflight: no landing). */
export function openTransport(tdt: Segment, path: string, warnings: WarningList): Transport | null {
  const stage = (tdt.elements[0]?.[0] ?? '').trim();
  if (stage !== '20' && stage !== '') return null;
  const flight = readFlight(tdt.elements[1]?.[0], tdt.elements[4]?.[0]);
  if (flight === null)
    warnings.add('flight-unreadable', `${path}/TDT`, 'no carrier and number could be read');
  return { flight: flight ?? '', head: { departure: null, arrival: null }, stops: [] };
}

/** Adds a LOC of the transport group; codes that are no airport of the flight are passed over. */
export function addStop(transport: Transport, loc: Segment, path: string, warnings: WarningList): void {
  const [code, value] = loc.elements.flat();
  const kind = KINDS[(code ?? '').trim()];
  if (kind === undefined || transport.stops.length === MAX_STOPS) return;
  const airport = readAirport(value);
  if (airport === null)
    warnings.add('airport-unreadable', `${path}/LOC`, 'a leg has no three-letter airport code');
  transport.stops.push({ kind, airport, departure: null, arrival: null });
}

/** Adds a DTM of the transport group: 189 scheduled departure, 232 scheduled arrival. */
export function addTime(transport: Transport, dtm: Segment, path: string, warnings: WarningList): void {
  const [code, ...values] = dtm.elements.flat();
  const qualifier = (code ?? '').trim();
  if (qualifier !== '189' && qualifier !== '232') return;
  const time = readLocalTime(values);
  if (time === null) warnings.add('time-unreadable', `${path}/DTM`, 'a date and time could not be read');
  else if (time.dateOnly)
    warnings.add('time-of-day-missing', `${path}/DTM`, 'a date without a time is taken as 00:00');
  const target = transport.stops.at(-1) ?? transport.head;
  if (qualifier === '189') target.departure = time;
  else target.arrival = time;
}

/**
 * The legs of one transport. The patterns in the field: 125 then 87; two 92; 92 in pairs that
 * repeat the stop between (A B B C); 92 as a chain (A B C); 92 pairs and 125/87 mixed; 92 then 130
 * (as US-CBP's GTAS reads it). DTM follow their LOC, or all come before or behind them.
 */
export function legsOf(transport: Transport, path: string, warnings: WarningList): Leg[] {
  const legs: Leg[] = [];
  let open: Stop | null = null;
  let last: Stop | null = null;
  let early: Stop | null = null;
  const land = (from: Stop, to: Stop): void => {
    open = null;
    early = null;
    last = to;
    if (from.airport === null || to.airport === null) return;
    const departure =
      from.departure ??
      (to.kind === 'arrival' ? to.departure : null) ??
      (legs.length === 0 ? transport.head.departure : null);
    const arrival =
      to.arrival ??
      (from.kind === 'departure' ? from.arrival : null) ??
      (legs.length === 0 ? transport.head.arrival : null);
    legs.push({
      flight: transport.flight,
      origin: from.airport,
      destination: to.airport,
      departureLocal: departure?.local ?? null,
      arrivalLocal: arrival?.local ?? null,
    });
  };
  for (const stop of transport.stops) {
    // Read through a widened view: TypeScript does not see that `land` assigns them.
    const [from, before, arrivalFirst] = [open, last, early] as (Stop | null)[];
    if (stop.kind === 'departure') {
      if (arrivalFirst) land(stop, arrivalFirst);
      else open = stop;
    } else if (stop.kind === 'final') {
      if (from) land(from, stop);
    } else if (from) {
      // The same airport as 92 twice is one stop said twice, not a flight to itself.
      if (stop.kind === 'arrival' || stop.airport !== from.airport) land(from, stop);
    } else if (before && stop.airport !== before.airport) land(before, stop);
    else if (stop.kind === 'both') open = stop;
    else if (!before) early = stop;
  }
  if (open !== null || early !== null || transport.stops.length === 0) {
    warnings.add(
      'leg-incomplete',
      `${path}/TDT`,
      'a flight has a departure without an arrival, or the reverse',
    );
  }
  return legs;
}
