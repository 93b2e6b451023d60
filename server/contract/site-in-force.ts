import type { PortInForce, Site } from './site.ts';

/**
 * The site that this process serves, as it is in force now. A process serves one site; on a page the source is reactive, so that
 * what is derived from it follows a port that opens.
 */
export interface SiteSource {
  site(): Site;
  /** The day of the site, `YYYY-MM-DD`. */
  today(): string;
}

let source: SiteSource | null = null;

/** Called once, where a process or a page starts; by tests for another site. */
export function useSite(next: SiteSource): void {
  source = next;
}

function inForce(): SiteSource {
  if (source === null) throw new Error('no site is in force yet');
  return source;
}

export const siteInForce = (): Site => inForce().site();

/** Ports that are open today, in the order of the site. */
export const openPorts = (): PortInForce[] => inForce().site().portsOn(inForce().today());

/** All ports of the site, also those that have closed or will open. */
export const knownPorts = (): PortInForce[] => inForce().site().ports(inForce().today());

/** The port of a code or an alias, open or not: totals of the past keep their names. */
export function portOf(code: string): PortInForce | undefined {
  return inForce().site().port(code, inForce().today());
}

/** Whether what comes in may name a port today. */
export const isOpen = (port: string): boolean => inForce().site().isOpen(port, inForce().today());
