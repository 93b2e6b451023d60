export interface ChartTheme {
  strong: string;
  quiet: string;
  bar: string;
  amber: string;
  /** Pixels of one rem. */
  rem: number;
}

/** Colours from the style sheet and the type scale, so that a chart looks like what stands around it. */
export function readTheme(rem: number): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    strong: colour('--strong'),
    quiet: colour('--quiet'),
    bar: colour('--bar'),
    amber: colour('--amber'),
    rem,
  };
}
