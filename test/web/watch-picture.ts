import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { sharedChromium } from './chromium.ts';

/** Every picture that the browser puts on the screen from now on; which of them were empty. */
export async function watchPicture(wall: Page): Promise<{ emptyPictures(): Promise<string[]> }> {
  const session = await wall.context().newCDPSession(wall);
  const frames: { data: string; at: number }[] = [];
  session.on('Page.screencastFrame', ({ data, sessionId }) => {
    frames.push({ data, at: Date.now() });
    void session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await session.send('Page.startScreencast', { format: 'png', maxWidth: 480, maxHeight: 270 });
  return {
    emptyPictures: async () => {
      await session.send('Page.stopScreencast').catch(() => undefined);
      expect(frames.length).toBeGreaterThan(1);
      const blank = await (await sharedChromium()).newPage();
      const inked = await blank.evaluate(
        share,
        frames.map(({ data }) => data),
      );
      await blank.close();
      return inked.flatMap((part, index) =>
        part < 0.01 ? [`${frames[index]?.at ?? 0}: ${(part * 100).toFixed(2)} %`] : [],
      );
    },
  };
}

/** Runs in a page: the part of each picture that is lighter than the ground of a wall. */
async function share(pictures: string[]): Promise<number[]> {
  const parts: number[] = [];
  for (const data of pictures) {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    const pixels = context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray();
    let light = 0;
    for (let at = 0; at < pixels.length; at += 4) {
      const sum = (pixels[at] ?? 0) + (pixels[at + 1] ?? 0) + (pixels[at + 2] ?? 0);
      if (sum > 3 * 70 && sum < 3 * 250) light++;
    }
    parts.push(light / (pixels.length / 4));
  }
  return parts;
}
