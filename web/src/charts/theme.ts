export interface ChartTheme {
  strong: string;
  quiet: string;
  shade: string;
  line: string;
  amber: string;
  amberShade: string;
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
    shade: colour('--shade'),
    line: colour('--line'),
    amber: colour('--amber'),
    amberShade: colour('--amber-shade'),
    rem,
  };
}
