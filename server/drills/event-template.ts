import { Compile } from 'typebox/compile';
import { CorrectionOf, EVENT_DATA, type EventType } from '../contract/events.ts';
import { instant } from '../contract/fields.ts';
import { readInstant } from '../contract/instant.ts';
import { withInstants, type EventTemplate } from '../contract/scenario.ts';
import { faultsOf, type Fault, type Validator } from './scenario-shape.ts';

const forms = new Map<string, Validator>(
  Object.entries(EVENT_DATA).map(([type, schema]) => [type, Compile(schema)]),
);
const corrections = new Map<string, { changes: Validator; retraction: Validator }>(
  Object.entries(CorrectionOf).map(([type, { changes, retraction }]) => [
    type,
    { changes: Compile(changes), retraction: Compile(retraction) },
  ]),
);
/** Any T0 will do: only the form of instants is looked at. */
const SOME_START = Date.parse('2026-01-01T00:00:00Z');

export function isEventType(type: string): type is EventType {
  return Object.hasOwn(EVENT_DATA, type);
}

const INSTANT = Compile(instant('When it happened'));

export function isInstant(text: string): boolean {
  return INSTANT.Check(text) && !Number.isNaN(readInstant(text));
}

/** What is wrong with the type or the data of an event, as it would be on the wire. */
export function templateFaults({ data, type }: EventTemplate): Fault[] {
  const form = forms.get(type);
  if (form === undefined) return [{ path: ['type'], reason: `is none of ${[...forms.keys()].join(', ')}` }];
  const told = withInstants(data, SOME_START);
  if (form.Check(told)) return [];
  return faultsOf(type === 'border.correction.v1' ? (correctionForm(told) ?? form) : form, told).map(
    ({ path, reason }) => ({ path: ['data', ...path], reason }),
  );
}

/** The form that a correction names: fields that changed, or a retraction, of a type. */
function correctionForm(data: Record<string, unknown>): Validator | undefined {
  const own = corrections.get(String(data['type']));
  return Object.hasOwn(data, 'retracted') ? own?.retraction : own?.changes;
}
