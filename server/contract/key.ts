/** Most keys are so; one look is enough (40 ns). */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;
/**
 * What is drawn as nothing: controls, formats (zero width, direction of writing), lone surrogates, separators, fillers, selectors
 * of variants, blank Braille and musical signs. By code point, not by property, so that every version of Unicode reads it alike.
 * is_key() in migrations/realm/020-events.sql has the same; one is held against the other by a test.
 */
const UNSEEN =
  /[\u{0}-\u{1f}\u{7f}-\u{9f}\u{ad}\u{34f}\u{600}-\u{605}\u{61c}\u{6dd}\u{70f}\u{890}-\u{891}\u{8e2}\u{115f}-\u{1160}\u{17b4}-\u{17b5}\u{180b}-\u{180f}\u{200b}-\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{2800}\u{3164}\u{d800}-\u{dfff}\u{fe00}-\u{fe0f}\u{feff}\u{ffa0}\u{fff0}-\u{fffc}\u{110bd}\u{110cd}\u{13430}-\u{1343f}\u{13441}-\u{13442}\u{16fe4}\u{1bca0}-\u{1bca3}\u{1d159}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;
const BLANK = '[ \\u{a0}\\u{1680}\\u{2000}-\\u{200a}\\u{202f}\\u{205f}\\u{3000}]';
const BLANK_AT_AN_END = new RegExp(`^${BLANK}|${BLANK}$`, 'u');
const OTHER_BLANK = new RegExp(`(?! )${BLANK}`, 'u');

/**
 * What keeps a text from being a key: by keys, events and things are found again, so that two which look the same must be the
 * same. In words that say what would be right; `null`: nothing.
 */
export function keyFault(text: string): string | null {
  if (PLAIN.test(text)) return null;
  if (BLANK_AT_AN_END.test(text)) return 'begins or ends with a blank; leave it out';
  const unseen = UNSEEN.exec(text);
  if (unseen !== null) return `has a character that is not seen (${codeOf(unseen[0])}); leave it out`;
  const blank = OTHER_BLANK.exec(text);
  if (blank !== null) return `has a blank that is not U+0020 (${codeOf(blank[0])}); write it as U+0020`;
  return text === text.normalize('NFC') ? null : 'is not in Unicode normal form NFC; normalise it';
}

function codeOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
