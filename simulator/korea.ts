import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Site, type PortInForce, type SiteFile } from '../server/contract/site.ts';

/** Both from the sources and from `dist/`. */
const root = new URL(import.meta.url.endsWith('.ts') ? '../' : '../../', import.meta.url);
const file = parse(readFileSync(new URL('server/site/korea.yaml', root), 'utf8')) as SiteFile;

/** The border that is simulated. */
export const KOREA = new Site(file, 0);
/** The day whose names it has: none of its ports was ever renamed. */
const NOW = '9999-12-31';

export function portOf(code: string): PortInForce | undefined {
  return KOREA.port(code, NOW);
}
