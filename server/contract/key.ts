/** Most keys are so; one look is enough (40 ns). */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;
/** Controls, formats (zero width, direction of writing), lone surrogates, separators, and what is drawn as nothing. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const BLANK_AT_AN_END = /^\p{Zs}|\p{Zs}$/u;
const OTHER_BLANK = /(?! )\p{Zs}/u;

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
