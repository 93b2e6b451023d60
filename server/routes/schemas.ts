import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { definitionOf } from '../contract/events/catalogue.ts';
import { EVENT_DATA, EventAttributes, STREAM_OF, type EventType } from '../contract/events.ts';
import { Problem } from '../contract/rest.ts';
import { Refusal } from './problems.ts';

const PATH = '/api/v1/schemas';

/** Every type of event as JSON Schema, whole, so that a feed can check what it sends before it does. */
const SCHEMAS = new Map(
  (Object.keys(EVENT_DATA) as EventType[]).map((type) => [type as string, schemaOf(type)]),
);

function schemaOf(type: EventType) {
  const stream = STREAM_OF[type];
  const { description, example } =
    stream === 'correction'
      ? {
          description: 'A correction, or a retraction, of an event that was or will be sent',
          example: {
            ...{ source: '//example.org/x-ray', id: '1', type: 'border.verdict.v1' },
            changes: { result: 'suspect' },
          },
        }
      : definitionOf(stream);
  const { properties, required } = EventAttributes;
  const event = {
    ...{ specversion: '1.0', id: '1', source: '//example.org/x-ray', type },
    ...{ time: '2026-11-30T09:00:00+09:00', data: example },
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...{ title: type, description, type: 'object' },
    properties: { ...properties, type: Type.Literal(type), data: EVENT_DATA[type] },
    required: [...required, 'data'],
    examples: [event],
  };
}

const List = Type.Object({
  schemas: Type.Array(
    Type.Object({ type: Type.String(), description: Type.String(), schema: Type.String() }),
  ),
});

export function schemaRoutes(app: FastifyInstance): void {
  app.get(
    PATH,
    {
      config: { access: 'public' },
      schema: { summary: 'Types of events, and where their schemas are', response: { 200: List } },
    },
    () => ({
      schemas: [...SCHEMAS].map(([type, { description }]) => ({
        type,
        description,
        schema: `${PATH}/${type}`,
      })),
    }),
  );

  app.get<{ Params: { type: string } }>(
    `${PATH}/:type`,
    {
      config: { access: 'public' },
      schema: {
        summary: 'JSON Schema of a type of event, with an example',
        params: Type.Object({ type: Type.String({ maxLength: 64, description: 'border.arrival.v1' }) }),
        response: { '4xx': Problem, '5xx': Problem },
      },
    },
    ({ params }, reply) => {
      const schema = SCHEMAS.get(params.type);
      if (schema === undefined)
        throw new Refusal(404, `there is no such type of event: ${[...SCHEMAS.keys()].join(', ')}`);
      return reply.type('application/schema+json').send(JSON.stringify(schema));
    },
  );
}

/** Names of the schemas of events in the description of the API. */
function nameOf(type: EventType): string {
  const stream = STREAM_OF[type];
  return `${stream.charAt(0).toUpperCase()}${stream.slice(1)}Event`;
}

export const NAMED_SCHEMAS = [...SCHEMAS].map(([type, { $schema: _dialect, ...schema }]) => ({
  $id: nameOf(type as EventType),
  ...schema,
}));
export const AnyEvent = Type.Union(NAMED_SCHEMAS.map(({ $id }) => Type.Unsafe({ $ref: `${$id}#` })));
