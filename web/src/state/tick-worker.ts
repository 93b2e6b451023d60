/** Ticks while it is asked to: browsers hold the timers of hidden pages back to one a minute, those of workers not. */
const TICK_MS = 250;

let ticking: ReturnType<typeof setInterval> | undefined;

addEventListener('message', ({ data }: MessageEvent<boolean>) => {
  clearInterval(ticking);
  if (data) ticking = setInterval(() => postMessage(null), TICK_MS);
});
