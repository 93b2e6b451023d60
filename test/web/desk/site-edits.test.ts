import { expect, it } from 'vitest';
import { Site, type PortFile, type SiteFile } from '../../../server/contract/site.ts';
import { changesOf, readSiteFile } from '../../../server/site/site-file.ts';
import { KOREA } from '../../../simulator/korea.ts';
import { closePort, openPort, renamePort, touches } from '../../../web/src/desk/site/site-edits.ts';

// The page has what the server sends: JSON.
const korea = JSON.parse(JSON.stringify(KOREA.file)) as SiteFile;
const names = (en: string) => ({ ko: en, en });
const called = (site: SiteFile, code: string, ...days: string[]) =>
  days.map((day) => new Site(site, 2).port(code, day)?.name['en']);
const right = (site: SiteFile) => expect(readSiteFile(JSON.stringify(site))).toMatchObject({ ok: true });

const YNY: PortFile = {
  ...{ code: 'YNY', name: names('Yangyang'), kind: 'terminal', mode: 'air', office: 'donghae' },
  ...{ at: [38.06, 128.67], routes: ['traveller'], from: '2026-12-02' },
};

it('a port is opened from a day', () => {
  const site = openPort(korea, YNY);
  right(site);
  expect(changesOf(korea, site)).toEqual([{ path: '/ports/YNY', was: undefined, is: YNY }]);
});

it('a port is renamed from a day and keeps what it was called', () => {
  const once = renamePort(korea, 'GMP', names('Seoul'), '2027-01-01');
  right(once);
  expect(called(once, 'GMP', '2026-12-31', '2027-01-01')).toEqual(['Gimpo', 'Seoul']);
  const twice = renamePort(once, 'GMP', names('Seoul West'), '2027-06-01');
  expect(called(twice, 'GMP', '2026-12-31', '2027-05-31', '2027-06-01')).toEqual([
    'Gimpo',
    'Seoul',
    'Seoul West',
  ]);
});

it('a name from the same day replaces the other, and one before a later name ends with it', () => {
  const once = renamePort(korea, 'GMP', names('Seul'), '2027-01-01');
  const mended = renamePort(once, 'GMP', names('Seoul'), '2027-01-01');
  expect(mended.ports.find(({ code }) => code === 'GMP')?.formerNames).toHaveLength(1);
  expect(called(mended, 'GMP', '2026-12-31', '2027-01-01')).toEqual(['Gimpo', 'Seoul']);
  const between = renamePort(mended, 'GMP', names('Gimpo City'), '2026-12-15');
  right(between);
  expect(called(between, 'GMP', '2026-12-14', '2026-12-15', '2027-01-01')).toEqual([
    'Gimpo',
    'Gimpo City',
    'Seoul',
  ]);
});

it('a port that has not opened has no former name', () => {
  const site = renamePort(openPort(korea, YNY), 'YNY', names('Yangyang International'), '2026-12-02');
  expect(site.ports.at(-1)).toEqual({ ...YNY, name: names('Yangyang International') });
});

it('a port that is closed takes no passengers of an airport from then on', () => {
  const site = closePort(korea, 'GMP', '2026-12-02');
  right(site);
  expect(changesOf(korea, site)).toEqual([
    { path: '/ports/GMP/until', was: undefined, is: '2026-12-02' },
    { path: '/airports/GMP/terminals/GMP/until', was: undefined, is: '2026-12-02' },
  ]);
  const on = (day: string) => new Site(site, 2).terminalOf('GMP', 'KE', day);
  expect([on('2026-12-01'), on('2026-12-02')]).toEqual(['GMP', null]);
});

it('says which changes are about the same part', () => {
  const about = (path: string, other: string) => touches({ path }, { path: other });
  expect(about('/ports/GMP/name/en', '/ports/GMP')).toBe(true);
  expect(about('/ports/GMP', '/ports/GMP/until')).toBe(true);
  expect(about('/ports/GMP', '/ports/GMP-2')).toBe(false);
});
