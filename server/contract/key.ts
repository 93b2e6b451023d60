/** Most keys are so; one look is enough (40 ns). */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;
/**
 * What is drawn as nothing: controls, formats (zero width, direction of writing), lone surrogates, separators, fillers, selectors
 * of variants, blank Braille and musical signs. By code point, not by property, so that every version of Unicode reads it alike.
 * is_key() in migrations/realm/020-events.sql has the same; one is held against the other by a test.
 */
const UNSEEN = new RegExp(
  classOf(
    '0-1f 7f-9f ad 34f 600-605 61c 6dd 70f 890-891 8e2 115f-1160 17b4-17b5 180b-180f 200b-200f 2028-202e 2060-206f 2800 3164 ' +
      'd800-dfff fe00-fe0f feff ffa0 fff0-fffc 110bd 110cd 13430-1343f 13441-13442 16fe4 1bca0-1bca3 1d159 1d173-1d17a e0000-e0fff',
  ),
  'u',
);
const BLANK = classOf('20 a0 1680 2000-200a 202f 205f 3000');
const BLANK_AT_AN_END = new RegExp(`^${BLANK}|${BLANK}$`, 'u');
const OTHER_BLANK = new RegExp(`(?! )${BLANK}`, 'u');

function classOf(points: string): string {
  return `[${points.replace(/[0-9a-f]+/g, '\\u{$&}').replaceAll(' ', '')}]`;
}

/**
 * What keeps a text from being a key: by keys, events and things are found again, so that two which look the same must be the
 * same. In words that say what would be right; `null`: nothing.
 */
export function keyFault(text: string): string | null {
  if (PLAIN.test(text)) return null;
  if (BLANK_AT_AN_END.test(text)) return 'begins or ends with a blank; leave it out';
  const unseen = UNSEEN.exec(text);
  if (unseen !== null) return `has an invisible character (${codeOf(unseen[0])}); remove it`;
  const blank = OTHER_BLANK.exec(text);
  if (blank !== null) return `has a blank that is not U+0020 (${codeOf(blank[0])}); write it as U+0020`;
  return text === text.normalize('NFC') ? null : 'is not in Unicode normal form NFC; normalise it';
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
