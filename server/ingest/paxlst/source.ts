/** The source of the arrivals in a feed's passenger lists. */
export function paxlstSourceOf(feed: string): string {
  return `/feeds/paxlst/${feed}`;
}
