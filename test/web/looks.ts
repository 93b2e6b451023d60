/** What a screenshot or a page must not show. The functions run inside the page. */

/** Text that is cut, leaves the screen or its column, or lies on other text. */
export function misplacedText(): string[] {
  /** Lines that hide as a whole what does not fit. */
  const HIDERS = '.told, .where, [data-whole]';
  const faults: string[] = [];
  const boxes: { text: string; left: number; right: number; top: number; bottom: number }[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const clipping = new Map<Element, boolean>();
  const clips = (element: Element) => {
    const known = clipping.get(element);
    if (known !== undefined) return known;
    const does = /hidden|clip/.test(getComputedStyle(element).overflow);
    clipping.set(element, does);
    return does;
  };
  const banner = document.querySelector('[data-banner]');
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (!parent || text === '' || parent.closest('script, style, svg, [role="dialog"]')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const px = parseFloat(getComputedStyle(parent).fontSize);
    const hider = parent.closest(HIDERS);
    if (banner && !banner.contains(parent) && parent.closest('.strip')) continue;
    for (const rect of range.getClientRects()) {
      // The line box is taller than the letters: from cap height to a little under the base line counts.
      const middle = (rect.top + rect.bottom) / 2;
      const box = {
        text,
        left: rect.left,
        right: rect.right,
        top: middle - 0.36 * px,
        bottom: middle + 0.42 * px,
      };
      if (hider && rect.top > hider.getBoundingClientRect().bottom - 0.5 * px) continue;
      if (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight)
        faults.push(`off: ${text}`);
      const holder = parent.closest('.column, footer > *, .wall > header, main');
      const edge = holder?.getBoundingClientRect();
      const margin = holder ? parseFloat(getComputedStyle(holder).paddingRight) : 0;
      if (edge && (box.bottom > edge.bottom || box.right > edge.right - margin + 1))
        faults.push(`out of its panel: ${text}`);
      for (
        let above: Element | null = parent;
        above && above !== document.body;
        above = above.parentElement
      ) {
        if (!clips(above)) continue;
        const frame = above.getBoundingClientRect();
        const cut = box.right > frame.right + 1 || box.left < frame.left - 1 || box.bottom > frame.bottom + 1;
        if (cut) faults.push(`cut: ${text}`);
      }
      boxes.push(box);
    }
    if (parent.scrollWidth > parent.clientWidth + 1 && getComputedStyle(parent).display !== 'inline') {
      faults.push(`cut: ${text}`);
    }
  }
  boxes.sort((a, b) => a.top - b.top);
  for (const [index, a] of boxes.entries()) {
    for (let next = index + 1; next < boxes.length; next++) {
      const b = boxes[next];
      if (b === undefined || a.bottom <= b.top) break;
      if (a.right > b.left + 1 && b.right > a.left + 1) faults.push(`overlap: ${a.text} / ${b.text}`);
    }
  }
  return faults;
}

/** Text whose letters are smaller than the body, which is the smallest that the farthest viewer can read. */
export function smallText(least: number): string[] {
  const small: string[] = [];
  for (const element of document.querySelectorAll('.wall *')) {
    const own = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
    );
    if (
      own &&
      !element.classList.contains('shape') &&
      parseFloat(getComputedStyle(element).fontSize) < least - 0.01
    ) {
      small.push(element.textContent ?? '');
    }
  }
  return small;
}

/** Digits that stand on the wall without a figure that answers for them. */
export function unansweredDigits(): string[] {
  const ANSWERED = [
    '[data-figure]',
    // The definition itself.
    '[role="dialog"]',
    // Clocks, days, periods and ages say themselves what they are.
    'time',
    // Names of flights, terminals, stations, cases, laws: digits that count nothing.
    '[data-name]',
    // Words that name a period or a limit: "최근 1시간", "under 7 s".
    'h2, th[scope="col"]',
    // The age of the whole picture, and the view's place in the round.
    '[data-testid="link"], [data-banner], [data-testid="rotation"]',
  ].join(', ');
  const open: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (!parent || !/\p{Nd}/u.test(text) || parent.closest(`script, style, ${ANSWERED}`)) continue;
    const place = parent.closest('[data-panel]')?.getAttribute('data-panel') ?? 'no panel';
    open.push(`${place}: ${text}`);
  }
  return open;
}

/** Pixels whose channels differ by more than `chroma` of 255, counted in a picture given as data: URL. */
export async function saturatedPixels({
  picture,
  chroma,
}: {
  picture: string;
  chroma: number;
}): Promise<number> {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    const red = data[at] ?? 0;
    const green = data[at + 1] ?? 0;
    const blue = data[at + 2] ?? 0;
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > chroma) count += 1;
  }
  return count;
}
