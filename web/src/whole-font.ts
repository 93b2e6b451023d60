/**
 * Loads every part of the font, one after the other. A browser fetches a part when its first letter is needed,
 * and the letters of "link lost" are first needed when nothing can be fetched any more.
 */
export async function loadWholeFont(faces: Iterable<FontFace>): Promise<void> {
  for (const face of faces) {
    try {
      await face.load();
    } catch {
      // Without this part its letters come from the system's font: worse, but never a reason to stop.
    }
  }
}
