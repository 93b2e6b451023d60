import { isDeepStrictEqual } from 'node:util';
import { Compile } from 'typebox/compile';
import { parse, stringify, YAMLParseError } from 'yaml';
import { wordsOf } from '../contract/schema-words.ts';
import { SiteFile, siteFaults, type SiteFault } from '../contract/site.ts';

const shape = Compile(SiteFile);
const MOST_FAULTS = 50;

/** A site file as YAML or JSON, checked. */
export function readSiteFile(
  text: string,
): { ok: true; site: SiteFile } | { ok: false; faults: SiteFault[] } {
  let read: unknown;
  try {
    read = parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const [at] = error.linePos ?? [];
    return {
      ok: false,
      faults: [{ path: `line ${at?.line ?? 1}`, reason: error.message.split('\n')[0] ?? '' }],
    };
  }
  if (!shape.Check(read)) return { ok: false, faults: shapeFaults(read) };
  const faults = siteFaults(read);
  return faults.length === 0 ? { ok: true, site: read } : { ok: false, faults };
}

function shapeFaults(read: unknown): SiteFault[] {
  const faults = new Map<string, SiteFault>();
  for (const error of shape.Errors(read)) {
    const { instancePath, keyword, params } = error;
    if (keyword === 'boolean' || keyword === 'anyOf') continue;
    if (keyword === 'required')
      for (const name of params['requiredProperties'])
        faults.set(`${instancePath}/${name}`, { path: `${instancePath}/${name}`, reason: 'is missing' });
    else if (keyword === 'additionalProperties')
      for (const name of params['additionalProperties'])
        faults.set(`${instancePath}/${name}`, {
          path: `${instancePath}/${name}`,
          reason: 'is not known here',
        });
    else if (!faults.has(instancePath))
      faults.set(instancePath, { path: instancePath || '/', reason: wordsOf(error, SiteFile, read) });
    if (faults.size >= MOST_FAULTS) break;
  }
  return [...faults.values()];
}

export function siteText(site: SiteFile): string {
  return stringify(site, { flowCollectionPadding: true, lineWidth: 120 });
}

/** A part of a site that is not as it was: by the code or name of what it is about. */
export interface SiteChange {
  path: string;
  was: unknown;
  is: unknown;
}

/** What one site has otherwise than another: entries of lists by their code, not by their place. */
export function changesOf(was: SiteFile, is: SiteFile): SiteChange[] {
  return [...difference('', was, is)];
}

/** Why a site cannot become another one: what is fixed when it is created. */
export function fixedFaults(was: SiteFile, is: SiteFile): SiteFault[] {
  return (['timeZone'] as const).flatMap((name) =>
    was[name] === is[name]
      ? []
      : [{ path: `/${name}`, reason: `is fixed when a site is created: it stays ${was[name]}` }],
  );
}

function* difference(path: string, was: unknown, is: unknown): Generator<SiteChange> {
  if (isDeepStrictEqual(was, is)) return;
  const [before, after] = [partsOf(was), partsOf(is)];
  if (before === null || after === null) return yield { path: path || '/', was, is };
  for (const key of new Set([...before.keys(), ...after.keys()]))
    yield* difference(`${path}/${key}`, before.get(key), after.get(key));
}

/** Named parts of an object, or of a list whose entries have a name of their own; `null`: a plain value. */
function partsOf(value: unknown): Map<string, unknown> | null {
  if (Array.isArray(value)) {
    const keys = value.map(keyOf);
    return keys.every((key) => key !== null)
      ? new Map(value.map((each, nth) => [keys[nth] ?? '', each]))
      : null;
  }
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null;
}

function keyOf(entry: unknown): string | null {
  if (typeof entry !== 'object' || entry === null) return null;
  for (const name of ['code', 'port', 'until'])
    if (name in entry) return String((entry as Record<string, unknown>)[name]);
  return null;
}
