import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { FIGURES } from '../../../web/src/i18n/figures.ts';

const FOLDER = new URL('./', import.meta.url);
const PAGE = new URL('../../../.github/capabilities.md', import.meta.url);

/** What the customs service answers for, one line each. */
const CAPABILITIES = 29;

interface Row {
  capability: string;
  figures: string[];
  file: string;
  test: string;
}

async function rowsOfPage(): Promise<Row[]> {
  const lines = (await readFile(PAGE, 'utf8')).split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) => {
    const [, capability = '', figures = '', , test = ''] = line.split('|').map((part) => part.trim());
    const [file = '', title = ''] = test.split(': ');
    return {
      capability,
      figures: figures.match(/(?<=`)[A-Za-z]+\.[A-Za-z0-9]+(?=`)/g) ?? [],
      file,
      test: title,
    };
  });
}

describe('the table of capabilities', () => {
  it('names every one once', async () => {
    const names = (await rowsOfPage()).map(({ capability }) => capability);
    expect(new Set(names).size).toBe(CAPABILITIES);
    expect(names).toHaveLength(CAPABILITIES);
  });

  it('names figures that are on a view and say what they are', async () => {
    for (const { capability, figures } of await rowsOfPage()) {
      expect(figures.length, capability).toBeGreaterThan(0);
      for (const figure of figures) expect(Object.keys(FIGURES), capability).toContain(figure);
    }
  });

  it('names tests that there are, and that read one of those figures', async () => {
    const files = await readdir(FOLDER);
    for (const { capability, figures, file, test } of await rowsOfPage()) {
      expect(files, capability).toContain(`${file}.browser.test.ts`);
      const text = await readFile(new URL(`${file}.browser.test.ts`, FOLDER), 'utf8');
      const begins = text.split(/^ +it\('/m).filter((body) => body.startsWith(test));
      expect(begins.length, `${capability}: ${test}`).toBeGreaterThan(0);
      const read = figures.some((figure) => begins.some((body) => body.includes(`'${figure}'`)));
      expect(read, `${capability}: ${test} reads none of ${figures.join(', ')}`).toBe(true);
    }
  });
});
