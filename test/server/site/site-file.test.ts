import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { Site, type SiteFile } from '../../../server/contract/site.ts';
import { changesOf, fixedFaults, readSiteFile, siteText } from '../../../server/site/site-file.ts';

const read = (path: string) => readFile(new URL(`../../../${path}`, import.meta.url), 'utf8');
async function siteOf(path: string): Promise<SiteFile> {
  const found = readSiteFile(await read(path));
  if (!found.ok) throw new Error(JSON.stringify(found.faults));
  return found.site;
}
const korea = await siteOf('server/site/korea.yaml');
const norland = await siteOf('test/support/sites/norland.yaml');
const changed = (change: (site: SiteFile) => void): SiteFile => {
  const copy = structuredClone(korea);
  change(copy);
  return copy;
};
const faultsOf = (site: unknown) => {
  const found = readSiteFile(JSON.stringify(site));
  return found.ok ? [] : found.faults.map(({ path, reason }) => `${path} ${reason}`);
};

it('both sites are whole, and come back from what is exported', () => {
  for (const site of [korea, norland]) expect(readSiteFile(siteText(site))).toEqual({ ok: true, site });
  expect([korea.ports.length, norland.ports.length]).toEqual([25, 12]);
});

it.each<[string, (site: SiteFile) => void, string]>([
  ['a time zone that is none', (site) => (site.timeZone = 'Asia/Busan'), '/timeZone is no IANA time zone'],
  [
    'an office that is none',
    (site) => (site.ports[0]!.office = 'seoul-2'),
    '/ports/0/office seoul-2 is no office of the site',
  ],
  ['a code twice', (site) => (site.ports[1]!.code = 'ICN-T1'), '/ports/1/code ICN-T1 is there twice'],
  [
    'an alias that is a code',
    (site) => (site.ports[8]!.aliases = ['GMP']),
    '/ports/8/aliases/0 GMP is there twice',
  ],
  ['a name that is missing', (site) => delete site.ports[0]!.name['en'], '/ports/0/name/en is missing'],
  [
    'a name in another language',
    (site) => (site.name['fr'] = 'Douane'),
    '/name/fr is in no language of the site',
  ],
  [
    'an end before the beginning',
    (site) => Object.assign(site.ports[0]!, { from: '2026-02-01', until: '2026-01-01' }),
    '/ports/0/until is not after 2026-02-01',
  ],
  [
    'a terminal that is none',
    (site) => (site.airports[0]!.terminals[0]!.port = 'ICN-T9'),
    '/airports/0/terminals/0/port ICN-T9 is no port of the site',
  ],
  ['a latitude in the sky', (site) => (site.ports[0]!.at = [91, 0]), '/ports/0/at/0 is more than 90'],
  [
    'a route that is none',
    (site) => (site.ports[0]!.routes = ['rail']),
    '/ports/0/routes/0 is none of traveller, express, mail, cargo',
  ],
  [
    'a field that is none',
    (site) => Object.assign(site.ports[0]!, { gate: 1 }),
    '/ports/0/gate is not known here',
  ],
])('%s is said, and where', (_, change, fault) => {
  expect(faultsOf(changed(change)).join('; ')).toContain(fault);
});

it('what is no YAML is said by its line', () => {
  expect(readSiteFile('name: { ko: 관세청\ntimeZone: Asia/Seoul')).toMatchObject({
    ok: false,
    faults: [{ path: 'line 2' }],
  });
});

it('faults say the line of what is wrong, or of what lacks it', () => {
  const text = 'name: { ko: 관세청 }\nlanguages: [ko]\nports:\n  - code: ICN-T1\n    mode: rail\n';
  const found = readSiteFile(text);
  const lines = found.ok ? {} : Object.fromEntries(found.faults.map(({ line, path }) => [path, line]));
  expect(lines).toMatchObject({ '/ports/0/mode': 5, '/ports/0/office': 4, '/timeZone': 1 });
});

it.each([
  ['an alias of nothing', 'name: *nobody'],
  ['what is nested without an end', '['.repeat(100_000)],
  ['a file that is too long', ' '.repeat(1_000_001)],
])('%s is a fault, and no error', (_, text) => {
  expect(readSiteFile(text)).toMatchObject({ ok: false, faults: [{ path: 'line 1', line: 1 }] });
});

it('is exported as a person writes it: what is short is on one line', () => {
  const text = siteText(korea);
  expect(text).toMatch(/^name: \{ ko: 관세청, en: Korea Customs Service \}\ntimeZone: Asia\/Seoul\n/);
  expect(text).toContain('    at: [ 37.4492, 126.4505 ]\n    routes: [ traveller ]\n');
});

it('changes are named by what they are about, and what is fixed stays', () => {
  const site = changed((of) => {
    of.ports.splice(2, 1);
    of.ports[0]!.name['en'] = 'Incheon One';
    of.timeZone = 'Asia/Tokyo';
  });
  expect(changesOf(korea, site).map(({ path }) => path)).toEqual([
    '/timeZone',
    '/ports/ICN-T1/name/en',
    '/ports/ICN-CGO',
  ]);
  expect(fixedFaults(korea, site)).toEqual([
    { path: '/timeZone', reason: 'is fixed when a site is created: it stays Asia/Seoul' },
  ]);
});

it('a port opens, is renamed and closes by the days of the site', () => {
  const site = new Site(
    changed((of) => {
      Object.assign(of.ports[0]!, { from: '2026-03-01', until: '2026-09-01', aliases: ['KRICN'] });
      of.ports[0]!.formerNames = [
        { until: '2026-06-01', name: { ko: '인천', en: 'Incheon' } },
        { until: '2026-04-01', name: { ko: '인천(임시)', en: 'Incheon (temporary)' } },
      ];
    }),
    1,
  );
  const open = ['2026-02-28', '2026-03-01', '2026-08-31', '2026-09-01'].map((day) =>
    site.isOpen('ICN-T1', day),
  );
  expect(open).toEqual([false, true, true, false]);
  const names = ['2026-03-31', '2026-04-01', '2026-06-01', '2027-01-01'].map(
    (day) => site.port('KRICN', day)?.name['en'],
  );
  expect(names).toEqual(['Incheon (temporary)', 'Incheon', 'Incheon T1', 'Incheon T1']);
  expect(site.portsOn('2026-02-28').some(({ code }) => code === 'ICN-T1')).toBe(false);
  expect(site.expects('ICN-T1', 'traveller', '2026-05-01')).toBe(true);
  expect(site.expects('ICN-T1', 'cargo', '2026-05-01')).toBe(false);
});

it('passengers clear customs at the terminal of their carrier', () => {
  const site = new Site(korea, 1);
  const at = (airport: string, carrier: string) => site.terminalOf(airport, carrier, '2026-11-30');
  expect([at('ICN', 'KE'), at('ICN', 'TG'), at('GMP', 'KE'), at('NRT', 'KE')]).toEqual([
    'ICN-T2',
    'ICN-T1',
    'GMP',
    null,
  ]);
});
