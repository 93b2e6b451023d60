import type {
  Arrival,
  BorderEvent,
  Bulletin,
  Correction,
  Declaration,
  Indicator,
  Lead,
  Seizure,
  Station,
  Verdict,
} from '../../server/contract/events.ts';

let last = 0;

/** An event of the kind that a feed sends; everything can be said otherwise. */
function event<T extends BorderEvent['data']>(
  type: BorderEvent['type'],
  data: T,
  own: Partial<BorderEvent>,
): BorderEvent {
  const id = `e${++last}`;
  return {
    specversion: '1.0',
    id,
    source: '//test.example/feed',
    type,
    time: new Date().toISOString(),
    data,
    ...own,
  };
}

export function arrival(data: Partial<Arrival> = {}, own: Partial<BorderEvent> = {}): BorderEvent {
  const whole: Arrival = {
    port: 'ICN-T1',
    route: 'traveller',
    conveyance: 'KE652',
    origin: 'TH',
    units: 100,
    risk: 'normal',
    ...data,
  };
  return event('border.arrival.v1', whole, own);
}

export function verdict(data: Partial<Verdict> = {}, own: Partial<BorderEvent> = {}): BorderEvent {
  const whole: Verdict = {
    port: 'ICN-EXP',
    route: 'express',
    station: 'XR-1',
    subject: `item-${last}`,
    stage: 'primary',
    by: 'ai',
    result: 'clear',
    scanMs: 7_000,
    ...data,
  };
  return event('border.verdict.v1', whole, own);
}

export function seizure(data: Partial<Seizure> = {}, own: Partial<BorderEvent> = {}): BorderEvent {
  const whole: Seizure = {
    caseNo: `C-${last + 1}`,
    port: 'ICN-EXP',
    route: 'express',
    category: 'drug',
    substance: 'ketamine',
    grams: 100,
    status: 'confirmed',
    ...data,
  };
  return event('border.seizure.v1', whole, own);
}

export function lead(data: Partial<Lead> = {}, own: Partial<BorderEvent> = {}): BorderEvent {
  const whole: Lead = { leadNo: `L-${last + 1}`, partner: 'TH', kind: 'flight', status: 'open', ...data };
  return event('border.lead.v1', whole, own);
}

export function station(data: Partial<Station> = {}, own: Partial<BorderEvent> = {}): BorderEvent {
  const whole: Station = {
    station: 'XR-1',
    port: 'ICN-EXP',
    route: 'express',
    kind: 'x-ray',
    state: 'up',
    ...data,
  };
  return event('border.station.v1', whole, own);
}

export function declaration(data: Partial<Declaration> = {}, own: Partial<BorderEvent> = {}): BorderEvent {
  const whole: Declaration = {
    port: 'ICN-T1',
    route: 'traveller',
    direction: 'out',
    result: 'declared',
    amountUsd: 12_000,
    ...data,
  };
  return event('border.declaration.v1', whole, own);
}

export function bulletin(data: Partial<Bulletin> = {}, own: Partial<BorderEvent> = {}): BorderEvent {
  const whole: Bulletin = {
    bulletinNo: `B-${last + 1}`,
    kind: 'tariff-classification',
    title: 'Classification of a powder',
    status: 'published',
    ...data,
  };
  return event('border.bulletin.v1', whole, own);
}

export function indicator(data: Partial<Indicator> = {}, own: Partial<BorderEvent> = {}): BorderEvent {
  const whole: Indicator = { name: 'cbam.firms', value: 100, unit: 'firms', period: '2026-10', ...data };
  return event('border.indicator.v1', whole, own);
}

export function correction(
  of: BorderEvent,
  change: Partial<Correction>,
  own: Partial<BorderEvent> = {},
): BorderEvent {
  const data = { source: of.source, id: of.id, type: of.type as Correction['type'], ...change };
  return event('border.correction.v1', data, own);
}
