import { Type, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { CHECKS, DEEDS, INJECTS, Scenario } from '../contract/scenario.ts';

/** What is wrong with a value, and where in it. */
export interface Fault {
  path: (string | number)[];
  reason: string;
}

/** Explains by the schema, item by item: of one of several forms, what is wrong with the form that it names. */
export function shapeFaults(value: unknown): Fault[] {
  const faults = faultsOf(FRAME, value);
  const { criteria, plays, timeline } = asObject(value);
  faults.push(...formFaults(timeline, ['timeline'], 'do', INJECT_FORMS));
  for (const [name, play] of Object.entries(asObject(plays)))
    faults.push(...formFaults(asObject(play)['deeds'], ['plays', name, 'deeds'], 'do', DEED_FORMS));
  faults.push(...formFaults(criteria, ['criteria'], 'is', CHECK_FORMS));
  return faults;
}

/** The part of a compiled validator that is used here. */
export interface Validator {
  Check(value: unknown): boolean;
  Errors(value: unknown): readonly {
    keyword: string;
    schemaPath: string;
    instancePath: string;
    message: string;
    params: Record<string, unknown>;
  }[];
}

const { properties } = Scenario;
const anything = (list: TSchema & { maxItems?: number; minItems?: number }) => {
  const { maxItems = Infinity, minItems = 0 } = list;
  return Type.Array(Type.Unknown(), { ...(maxItems < Infinity && { maxItems }), minItems });
};
/** A scenario whose items are yet to be looked at. */
const FRAME: Validator = Compile(
  Type.Object(
    {
      ...properties,
      timeline: anything(properties.timeline),
      criteria: anything(properties.criteria),
      plays: frameOfPlays(),
    },
    { additionalProperties: false },
  ),
);

function frameOfPlays(): TSchema {
  const record = properties.plays as unknown as { patternProperties: Record<string, PlaySchema> };
  const [pattern = '', play] = Object.entries(record.patternProperties)[0] ?? [];
  if (play === undefined) throw new Error('plays have no form');
  const own = Type.Object(
    { ...play.properties, deeds: anything(play.properties['deeds'] ?? {}) },
    { additionalProperties: false },
  );
  return Type.Record(Type.String({ pattern }), own, { additionalProperties: false });
}
interface PlaySchema {
  properties: Record<string, TSchema>;
}

type Forms = ReadonlyMap<string, Validator>;
const compiled = (forms: Record<string, TSchema>): Forms =>
  new Map(Object.entries(forms).map(([name, schema]) => [name, Compile(schema)]));
const INJECT_FORMS = compiled(INJECTS);
const DEED_FORMS = compiled(DEEDS);
const CHECK_FORMS = compiled(CHECKS);

function formFaults(list: unknown, path: Fault['path'], by: 'do' | 'is', forms: Forms): Fault[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, place): Fault[] => {
    const at = [...path, place];
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      return [{ path: at, reason: 'must be an object' }];
    const name = asObject(item)[by];
    const form = typeof name === 'string' ? forms.get(name) : undefined;
    if (form !== undefined)
      return faultsOf(form, item).map((each) => ({ ...each, path: [...at, ...each.path] }));
    return name === undefined
      ? [{ path: at, reason: `${by} is missing` }]
      : [{ path: [...at, by], reason: `is none of ${[...forms.keys()].join(', ')}` }];
  });
}

/** Faults of a value by one schema, a path once. */
export function faultsOf(validator: Validator, value: unknown): Fault[] {
  if (validator.Check(value)) return [];
  const faults = new Map<string, Fault>();
  for (const error of validator.Errors(value)) {
    const fault = faultOf(error);
    for (const each of fault) {
      const key = JSON.stringify(each.path) + (each.reason.endsWith('is missing') ? each.reason : '');
      if (!faults.has(key)) faults.set(key, each);
    }
  }
  return faults.size > 0 ? [...faults.values()] : [{ path: [], reason: 'is not of the form' }];
}

function faultOf({
  instancePath,
  keyword,
  message,
  params,
  schemaPath,
}: ReturnType<Validator['Errors']>[number]): Fault[] {
  const path = stepsOf(instancePath);
  const union = schemaPath.indexOf('/anyOf/');
  if (union >= 0)
    return [
      {
        path: path.slice(0, depthOf(schemaPath.slice(0, union))),
        reason: 'is none of the forms that it may have',
      },
    ];
  switch (keyword) {
    // It is said of the object that has the field.
    case 'additionalProperties':
      return (params['additionalProperties'] as string[]).map((name) => ({
        path: [...path, name],
        reason: 'is not known here',
      }));
    case 'boolean':
    case 'anyOf':
      return [];
    case 'required':
      return (params['requiredProperties'] as string[]).map((name) => ({
        path,
        reason: `${name} is missing`,
      }));
    case 'enum': {
      const allowed = params['allowedValues'] as unknown[];
      return [
        { path, reason: allowed.length <= 40 ? `is none of ${allowed.join(', ')}` : 'is not a known code' },
      ];
    }
    default:
      return [{ path, reason: message }];
  }
}

/** How far into a value a path of a schema leads. */
function depthOf(schemaPath: string): number {
  return schemaPath.split('/').filter((step) => ['properties', 'items', 'patternProperties'].includes(step))
    .length;
}

function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
