import { isDeepStrictEqual } from 'node:util';
import { Compile } from 'typebox/compile';
import { Document, isPair, isScalar, visit } from 'yaml';
import { wordsOf } from '../contract/schema-words.ts';
import { LONGEST_SITE, type SiteChange } from '../contract/site-rest.ts';
import { SiteFile, siteFaults, type SiteFault } from '../contract/site.ts';
import { readText } from './yaml-text.ts';

const shape = Compile(SiteFile);
const MOST_FAULTS = 50;

/** A site file as YAML or JSON, checked. */
export function readSiteFile(
  text: string,
): { ok: true; site: SiteFile } | { ok: false; faults: SiteFault[] } {
  const read = readText(text, LONGEST_SITE);
  if ('faults' in read)
    return {
      ok: false,
      faults: read.faults.map(({ line, reason }) => ({ path: `line ${line}`, reason, line })),
    };
  const site = read.value;
  const faults = shape.Check(site) ? siteFaults(site) : shapeFaults(site);
  if (faults.length === 0) return { ok: true, site: site as SiteFile };
  return {
    ok: false,
    faults: faults.map((fault) => ({ ...fault, line: read.lineOf(fault.path.split('/').slice(1)) })),
  };
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

/** As a person writes it, short parts on one line. */
export function siteText(site: SiteFile): string {
  const document = new Document(site);
  visit(document, {
    Collection: (_, node) => {
      node.flow = node.items.every((item) => isScalar(isPair(item) ? item.value : item));
    },
  });
  return document.toString({ flowCollectionPadding: true, lineWidth: 120 });
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
