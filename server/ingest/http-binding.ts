import type { IncomingHttpHeaders } from 'node:http';

/** CloudEvents 1.0, HTTP protocol binding: media types of the forms that are taken. */
export const MEDIA = {
  single: 'application/cloudevents+json',
  batch: 'application/cloudevents-batch+json',
  binary: 'application/json',
  stream: 'application/x-ndjson',
} as const;

/**
 * The event of a request in binary mode: attributes are in `ce-` headers (percent-encoded where they are not plain ASCII),
 * data is the body.
 */
export function binaryEvent(headers: IncomingHttpHeaders, data: unknown): Record<string, unknown> {
  const event: Record<string, unknown> = { datacontenttype: headers['content-type'] };
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-') && typeof value === 'string') event[name.slice(3)] = decoded(value);
  }
  event['data'] = data;
  return event;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
