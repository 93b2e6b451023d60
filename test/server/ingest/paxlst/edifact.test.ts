import { describe, expect, test } from 'vitest';
import { tokenizeEdifact as inSteps } from '../../../../server/ingest/paxlst/edifact.ts';
import { atOnce } from '../../../../server/ingest/slices.ts';
import { interchange, message } from './fixtures.ts';

const tokenizeEdifact = (text: string) => atOnce(inSteps(text));
const tags = (text: string): string[] => tokenizeEdifact(text).segments.map(({ tag }) => tag);
const codes = (text: string): string[] => tokenizeEdifact(text).warnings.map(({ code }) => code);
const plain = interchange(message());
const translate = (text: string, from: string, to: string): string =>
  [...text].map((char) => to[from.indexOf(char)] ?? char).join('');

describe('separators', () => {
  test('come from UNA, whatever they are', () => {
    const starred = translate(plain, "+'", '*$');
    const round = translate(plain, "+?'", '()-');
    for (const text of [starred, round]) {
      expect(tokenizeEdifact(text).segments).toEqual(tokenizeEdifact(plain).segments);
      expect(codes(text)).toEqual([]);
    }
  });

  test('are the default ones without UNA', () => {
    expect(tags(plain.slice(9))).toEqual(tags(plain));
    expect(codes(plain.slice(9))).toEqual([]);
  });

  test('are read off UNB, UNG or UNH when there is no UNA', () => {
    const starred = translate(plain, ":+'", '/*$').slice(9);
    expect(tags(starred)).toEqual(tags(plain));
    expect(codes(starred)).toEqual(['separators-inferred']);
    const bare = starred.slice(starred.indexOf('UNH'));
    expect(tags(bare).slice(0, 4)).toEqual(['UNH', 'BGM', 'NAD', 'COM']);
    expect(codes(bare)).toEqual(['separators-inferred', 'unb-missing']);
    expect(tags(starred.slice(starred.indexOf('UNG')))[0]).toBe('UNG');
  });

  test('of a UNA that the interchange does not use give way', () => {
    const text = `UNA:*.? $${plain.slice(9)}`;
    expect(tags(text)).toEqual(tags(plain));
    expect(codes(text)).toEqual(['separators-inferred']);
  });

  test('of a UNA that lost its blank are understood', () => {
    expect(tags(`UNA:+.?'${plain.slice(9)}`)).toEqual(tags(plain));
  });

  test('may be line ends', () => {
    const lines = plain.slice(9).replaceAll("'", '\r\n');
    expect(tags(lines)).toEqual(tags(plain));
    expect(tags(`UNA:+.? \r\n${lines}`)).toEqual(tags(plain));
  });

  test('may be the information separators of syntax level B', () => {
    const text = translate(plain, ":+'", '\x1f\x1d\x1c');
    expect(tags(text)).toEqual(tags(plain));
    expect(codes(text)).toEqual([]);
  });
});

describe('values', () => {
  test('are cut into elements and components, with their offset', () => {
    const text = "UNH+1+PAXLST:D:05B:UN'NAD+FL+++A:B?'C??:?+D'";
    expect(tokenizeEdifact(text).segments[1]).toEqual({
      tag: 'NAD',
      elements: [['FL'], [''], [''], ['A', "B'C?", '+D']],
      offset: text.indexOf('NAD'),
    });
  });

  test('may be broken anywhere by a line end, even inside a tag or behind a release character', () => {
    const strip = (source: string): unknown[] =>
      tokenizeEdifact(source).segments.map(({ tag, elements }) => [tag, elements]);
    for (const width of [7, 8, 11, 64]) {
      const wrapped = plain.slice(9).replaceAll(new RegExp(`(.{${width}})`, 'g'), '$1\r\n');
      expect(strip(`UNA:+.? '${wrapped}`)).toEqual(strip(plain));
    }
    expect(tokenizeEdifact("UNH+1+PAXLST:D'FTX+A?\n'B'").segments[1]?.elements[0]).toEqual(["A'B"]);
  });

  test('lose control bytes, with a warning', () => {
    const text = plain.replace('BGM+745', 'BG\x00M+7\x0745').replace("'NAD+MS", "'\x02NAD+MS");
    expect(tags(text)).toEqual(tags(plain));
    expect(codes(text)).toEqual(['control-bytes']);
  });
});

describe('around the interchange', () => {
  test('blanks, line ends and a byte order mark are nothing', () => {
    const text = `\uFEFF \n${plain.replaceAll("'", "' \r\n  ")}\n\n`;
    expect(tags(text)).toEqual(tags(plain));
    expect(codes(text)).toEqual([]);
  });

  test('mail headers and footers are passed over with a warning', () => {
    const text = `\x01QK GWXTEST\r\n.UNBELIEVABLE UNA UNB, UNH 140900\r\n\x02${plain}\r\n\x03\nSecured by UN Antivirus\n`;
    expect(tags(text)).toEqual(tags(plain));
    expect(codes(text)).toEqual(['text-before-interchange', 'text-after-interchange']);
  });

  test('several interchanges are read, each with its own separators, UNZ or not', () => {
    const other = translate(plain, "+'", '*$');
    const unended = plain.slice(0, plain.indexOf('UNZ'));
    expect(tags(`${plain}\n--\n${other}`)).toEqual([...tags(plain), ...tags(plain)]);
    expect(codes(`${plain}\n--\n${other}`)).toEqual(['text-between-interchange']);
    expect(tags(unended + other)).toEqual([...tags(plain).slice(0, -1), ...tags(plain)]);
    expect(tags(unended + other.slice(9))).toEqual([...tags(plain).slice(0, -1), ...tags(plain)]);
  });

  test('an unterminated last segment is read', () => {
    expect(tags(plain.slice(0, -1))).toEqual(tags(plain));
    expect(codes(plain.slice(0, -1))).toEqual(['segment-unterminated']);
  });

  test('what is no segment is passed over', () => {
    const text = plain.replace("'BGM", "'?? rubbish'nad+x'BGM");
    expect(tags(text)).toEqual(tags(plain));
    expect(codes(text)).toEqual(['not-a-segment']);
  });
});

describe('bounds', () => {
  test('a text without a header is no interchange', () => {
    expect(tokenizeEdifact('')).toMatchObject({ segments: [], warnings: [{ code: 'no-interchange' }] });
    expect(codes("BGM+745'TDT+20+OZ202'")).toEqual(['no-interchange']);
  });

  test('segments are bounded in number and length', () => {
    const many = tokenizeEdifact(`UNH+1+PAXLST:D'${"NAD+FL'".repeat(250_000)}`);
    expect(many.segments).toHaveLength(200_000);
    expect(many.warnings.map(({ code }) => code)).toContain('too-many-segments');
    const long = tokenizeEdifact(`UNH+1+PAXLST:D'NAD+FL+${'X'.repeat(900_000)}'CNT+42:1'`);
    expect(long.segments.map(({ tag }) => tag)).toEqual(['UNH', 'NAD', 'CNT']);
    expect(long.segments[1]?.elements[1]?.[0]?.length).toBeLessThan(5_001);
    expect(long.warnings.map(({ code }) => code)).toContain('segment-too-long');
  });

  // Measured on two cores: 1 to 160 ms for 1 MB. The limit is wide, since a machine may be busy with
  // forty other things (2.6 s were seen); quadratic time would take minutes.
  test.each([
    'UNB+',
    "UNA:+.? '",
    "UNA:+.? 'UNB+UNOA:4",
    'UNA:+.? !UNB+UNOA:1',
    'UNA:+.? !UNB+UNOA:1 x',
    'UN',
    'UNH+A+B',
    "UNZ'UNB+UNOA:1'",
    'UNB!UNB#UNB$UNB%',
    "'UNA\n",
    "UNA:+.? '\n  ",
    "'",
    "A'",
    '?',
    '\n',
    '\0',
    ' ',
    ':',
    '+',
  ])('1 MB of %j takes linear time', (unit) => {
    const garbage = unit.repeat(Math.ceil(1_000_000 / unit.length));
    const start = performance.now();
    tokenizeEdifact(garbage);
    tokenizeEdifact(`UNH+1+PAXLST:D'${garbage}`);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});
