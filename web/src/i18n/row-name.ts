import type { Row } from '../state/rows.svelte.ts';
import type { Format } from './format.ts';

export function rowName({ kind, code }: Row, format: Format): string {
  if (kind === 'route') return format.route(code);
  return kind === 'port' ? format.port(code) : format.words.otherPorts(format.count(Number(code)));
}
