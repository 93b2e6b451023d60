import { expect, it } from 'vitest';
import { keyFault } from '../../../server/contract/key.ts';

/** What Unicode itself says of characters that are not seen, as this version of Node knows it, and others that are blank. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Zs}\p{Default_Ignorable_Code_Point}]/u;
const BLANK_ALSO = new Set([0x2800, 0x3164, 0x115f, 0x1160, 0x34f, 0xfe0f, 0xe0100, 0x1d159, 0x13441]);

it('refuses every character in a key that Unicode says is not seen, but the blank U+0020', () => {
  const taken: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    const seen = !UNSEEN.test(character) && !BLANK_ALSO.has(code);
    if (!seen && code !== 0x20 && keyFault(`K${character}1`) === null) taken.push(code.toString(16));
  }
  expect(taken).toEqual([]);
  expect(keyFault('K 1 가 é ß 漢')).toBeNull();
});
