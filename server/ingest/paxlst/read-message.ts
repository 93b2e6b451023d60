import type { Steps } from '../slices.ts';
import type { Segment } from './edifact.ts';
import { addStop, addTime, legsOf, openTransport, type Transport } from './legs.ts';
import type { PassengerList } from './types.ts';
import { clean, readAirport, readCount } from './values.ts';
import { createWarningList, type WarningList } from './warning-list.ts';

/** Which segment group the reading is in; LOC and DTM mean different things in each. */
type Group = 'head' | 'transport' | 'traveller' | 'elsewhere';

/** The guide allows ten; this bounds what a hostile text can make us answer. */
const MAX_TRANSPORTS = 50;

/** BGM 1001, the codes PAXLST uses (UN guide: 745, 250; US-CBP adds 266, 336, 655). */
const KINDS: Readonly<Record<string, PassengerList['documentKind']>> = { '745': 'passenger', '250': 'crew' };
/** BGM 1004 of a 745 that takes travellers off: cancelled reservation, reduction in party (US-CBP). */
const TAKES_OFF = new Set(['XR', 'RP']);
/** BGM 1225 message functions that withdraw a list: 1 cancellation, 3 deletion. */
const WITHDRAWS = new Set(['1', '3']);

/**
 * Reads one message, UNH to UNT. Party codes (NAD 3035) after the WCO/IATA/ICAO PAXLST
 * implementation guide, 4.11, as in US-CBP's GTAS: FL passenger, FM crew, DDU passenger in
 * transit, DDT crew in transit, MS the reporting party. Of a person's segments nothing is read but
 * this code and the airports in LOC+178 and LOC+179.
 * @param path where the message is: `UNH[1]`
 */
export function* readMessage(segments: readonly Segment[], path: string): Steps<PassengerList> {
  const warnings = createWarningList();
  const parties = { FL: 0, FM: 0, DDU: 0, DDT: 0 };
  const transports: Transport[] = [];
  const byDestination = new Map<string, number>();
  const byEmbarkation = new Map<string, number>();
  const stated: Segment[] = [];
  let kind: PassengerList['documentKind'] | null = null;
  let group: Group = 'head';
  let [embarked, disembarked] = [false, false];
  for (const segment of segments) {
    yield;
    const { tag, elements } = segment;
    if (tag === 'BGM') kind ??= readKind(segment);
    else if (tag === 'CNT') stated.push(segment);
    else if (tag === 'TDT') {
      const transport = openTransport(segment, path, warnings);
      group = transport === null ? 'elsewhere' : 'transport';
      if (transport !== null && transports.length === MAX_TRANSPORTS) {
        warnings.add('too-many-legs', `${path}/TDT`, `only the first ${MAX_TRANSPORTS} flights were read`);
        group = 'elsewhere';
      } else if (transport !== null) transports.push(transport);
    } else if (tag === 'NAD') {
      const party = clean(elements[0]?.[0]);
      group = party === 'FL' ? 'traveller' : 'elsewhere';
      if (party === 'FL' || party === 'FM' || party === 'DDU' || party === 'DDT') parties[party] += 1;
      else if (party !== 'MS')
        warnings.add(
          'party-unknown',
          `${path}/NAD`,
          'a party that is neither passenger nor crew was not counted',
        );
      [embarked, disembarked] = [false, false];
    } else if (group === 'transport') {
      const transport = transports.at(-1);
      if (tag === 'LOC' && transport) addStop(transport, segment, path, warnings);
      else if (tag === 'DTM' && transport) addTime(transport, segment, path, warnings);
    } else if (group === 'traveller' && tag === 'LOC') {
      const [code, value] = elements.flat();
      const place = clean(code);
      // Only the first of each: a traveller said twice to arrive is still one.
      if (place === '178' && !embarked) embarked = true;
      else if (place === '179' && !disembarked) disembarked = true;
      else continue;
      const airport = readAirport(value);
      const counts = place === '179' ? byDestination : byEmbarkation;
      if (airport !== null) counts.set(airport, (counts.get(airport) ?? 0) + 1);
      else
        warnings.add('airport-unreadable', `${path}/NAD/LOC`, 'a traveller has no three-letter airport code');
    }
  }
  yield;
  const legs = transports.flatMap((transport) => legsOf(transport, path, warnings));
  if (legs.length === 0) warnings.add('no-leg', `${path}/TDT`, 'no leg could be read');
  if (kind === null) {
    warnings.add('document-kind-missing', `${path}/BGM`, 'the kind of list is taken from who is on it');
    kind = parties.FL + parties.DDU > 0 ? 'passenger' : parties.FM + parties.DDT > 0 ? 'crew' : 'other';
  }
  checkTotals(stated, parties, path, warnings);
  const header = segments[0];
  const reference = header === undefined ? '' : readReference(header.elements[0]?.[0]);
  checkTrailer(segments, reference, path, warnings);
  return {
    messageReference: reference,
    documentKind: kind,
    part: readPart(header?.elements[3]?.[0], path, warnings),
    legs,
    travellers: parties.FL,
    crew: parties.FM,
    inTransit: parties.DDU,
    travellersByDestination: Object.fromEntries(byDestination),
    travellersByEmbarkation: Object.fromEntries(byEmbarkation),
    warnings: warnings.list(),
  };
}

function readKind({ elements }: Segment): PassengerList['documentKind'] | null {
  const code = clean(elements[0]?.[0]);
  if (code === '') return null;
  const kind = KINDS[code] ?? 'other';
  if (WITHDRAWS.has(clean(elements[2]?.[0]))) return 'other';
  return kind === 'passenger' && TAKES_OFF.has(clean(elements[1]?.[0])) ? 'other' : kind;
}

/** UNH 0062 is an..14 in every syntax version; the bound keeps longer, misplaced text out. */
const readReference = (value: string | undefined): string =>
  (value ?? '').replace(/[^A-Za-z0-9._/-]/g, '').slice(0, 14);

function readPart(value: string | undefined, path: string, warnings: WarningList): number {
  if (clean(value) === '') return 1;
  const part = readCount(value);
  if (part !== null && part >= 1) return part;
  warnings.add('part-unreadable', `${path}/UNH`, 'the sequence of transfers is not a number from 1 up');
  return 1;
}

/** CNT+42 is the passengers' total, CNT+41 the crew's; those in transit may be in it or not. */
function checkTotals(
  stated: readonly Segment[],
  parties: Record<'FL' | 'FM' | 'DDU' | 'DDT', number>,
  path: string,
  warnings: WarningList,
): void {
  for (const { elements } of stated) {
    const [code, value] = elements.flat();
    const qualifier = clean(code);
    if (qualifier !== '42' && qualifier !== '41') continue;
    const [entering, transit] = qualifier === '42' ? [parties.FL, parties.DDU] : [parties.FM, parties.DDT];
    const total = readCount(value);
    if (total === null) warnings.add('count-unreadable', `${path}/CNT`, 'the control total is not a number');
    else if (total !== entering && total !== entering + transit) {
      warnings.add(
        'count-disagrees',
        `${path}/CNT`,
        `CNT+${qualifier} says ${total}, the message names ${entering + transit}`,
      );
    }
  }
}

/** UNT states how many segments the message has, itself and UNH included, and repeats UNH's reference. */
function checkTrailer(
  segments: readonly Segment[],
  reference: string,
  path: string,
  warnings: WarningList,
): void {
  const trailer = segments.at(-1);
  if (trailer?.tag !== 'UNT') {
    warnings.add('message-unterminated', `${path}/UNT`, 'the message has no UNT');
    return;
  }
  const total = readCount(trailer.elements[0]?.[0]);
  if (total === null)
    warnings.add('segment-count-unreadable', `${path}/UNT`, 'the segment count is not a number');
  else if (total !== segments.length) {
    warnings.add(
      'segment-count-disagrees',
      `${path}/UNT`,
      `UNT says ${total} segments, ${segments.length} were read`,
    );
  }
  if (readReference(trailer.elements[1]?.[0]) !== reference) {
    warnings.add('reference-disagrees', `${path}/UNT`, "UNT does not repeat UNH's reference");
  }
}
