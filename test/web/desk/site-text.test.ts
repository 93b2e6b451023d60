import { expect, it } from 'vitest';
import type { SiteFile } from '../../../server/contract/site.ts';
import { fixedFaults, readSiteFile } from '../../../server/site/site-file.ts';
import { KOREA } from '../../../simulator/korea.ts';
import { faultText, placeText, valueText } from '../../../web/src/desk/site/site-text.ts';
import { Format } from '../../../web/src/i18n/format.ts';
import { deskSiteWords } from '../../../web/src/i18n/words/desk-site-words.ts';

const { en, ko } = deskSiteWords;
const english = new Format('en');
const text = (value: unknown, key = 'other') => valueText(value, key, en, english);

it('parts of a file are called by their names, and unknown ones as in the file', () => {
  expect(placeText('/ports/GMP/name/en', en)).toBe('Ports of entry › GMP › Name › English');
  expect(placeText('/riskRules/holdAt', ko)).toBe('riskRules › holdAt');
});

it('any part can be shown, also one that this page has no words for', () => {
  expect(text({ ko: '김포', en: 'Gimpo' }, 'name')).toBe('김포 / Gimpo');
  expect(text(['traveller', 'cargo'], 'routes')).toBe('Traveller, Cargo');
  expect(text('sea-port', 'kind')).toBe('sea port');
  expect(text([{ until: '2027-01-01', name: { en: 'Kimpo' } }, { until: '2028-01-01' }])).toBe(
    'Until: 2027-01-01, Name: Kimpo; Until: 2028-01-01',
  );
  expect(text({ holdAt: 50, on: true })).toBe('holdAt: 50, on: true');
  expect([text([]), text(undefined)]).toEqual(['none', 'none']);
  expect(text(Array.from({ length: 1_000 }, () => 'x')).length).toBeLessThan(500);
});

it('faults are said in Korean at the Korean page', () => {
  const broken: ((site: SiteFile) => void)[] = [
    (site) => (site.timeZone = 'Asia/Busan'),
    (site) => (site.ports.at(0)!.office = 'nowhere'),
    (site) => (site.ports.at(1)!.code = 'ICN-T1'),
    (site) => (site.ports.at(1)!.code = 'ICN T1'),
    (site) => delete site.ports.at(0)!.name['en'],
    (site) => (site.name['fr'] = 'Douane'),
    (site) => (site.name['en'] = ''),
    (site) => (site.name['en'] = 'x'.repeat(61)),
    (site) => (site.name['en'] = 'a\nb'),
    (site) => Object.assign(site.ports.at(0)!, { from: '2026-02-01', until: '2026-01-01' }),
    (site) => (site.ports.at(0)!.from = 'tomorrow'),
    (site) => (site.airports.at(0)!.terminals.at(0)!.port = 'ICN-T9'),
    (site) => (site.ports.at(0)!.at = [91, -181]),
    (site) => Object.assign(site.ports.at(0)!, { mode: 'rail', gate: 1, kind: 3 }),
  ];
  const reasons = broken.flatMap((change) => {
    const site = structuredClone(KOREA.file);
    change(site);
    const read = readSiteFile(JSON.stringify(site));
    return read.ok ? ['none'] : read.faults.map(({ reason }) => reason);
  });
  const unread = readSiteFile('name: *nobody');
  if (!unread.ok) reasons.push(...unread.faults.map(({ reason }) => reason));
  reasons.push(
    ...fixedFaults(KOREA.file, { ...KOREA.file, timeZone: 'Asia/Tokyo' }).map(({ reason }) => reason),
  );
  expect(reasons.length).toBeGreaterThan(broken.length);
  expect(reasons.filter((reason) => !/[가-힣]/.test(faultText(reason, ko)))).toEqual([]);
  expect(faultText('nowhere is no office of the site', ko)).toBe('nowhere: 등록된 세관이 아님');
});
