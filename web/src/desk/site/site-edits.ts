import type { SiteChange } from '../../../../server/contract/site-rest.ts';
import type { PortFile, SiteFile } from '../../../../server/contract/site.ts';

/**
 * The frequent changes of a site, as edits of its file. They check nothing: what is wrong with their outcome the server says, as
 * of any other file. Days are those of the site, `YYYY-MM-DD`.
 */

export function openPort(site: SiteFile, port: PortFile): SiteFile {
  return { ...site, ports: [...site.ports, port] };
}

/** Called so from a day on; until then it keeps the name that it has or will have by then, and its later names stay. */
export function renamePort(site: SiteFile, code: string, name: PortFile['name'], from: string): SiteFile {
  return withPort(site, code, (port) => {
    const former = (port.formerNames ?? []).toSorted((a, b) => (a.until < b.until ? -1 : 1));
    const later = former.find(({ until }) => until > from);
    const before = { until: from, name: later?.name ?? port.name };
    // A second name from the same day replaces the first, and one from before it opens was never in force.
    const known =
      former.some(({ until }) => until === from) || (port.from !== undefined && port.from >= from);
    const kept = former.map((each) => (each === later ? { ...later, name } : each));
    const formerNames = known ? kept : [...kept, before].toSorted((a, b) => (a.until < b.until ? -1 : 1));
    const { formerNames: _, ...rest } = port;
    return {
      ...rest,
      name: later === undefined ? name : port.name,
      ...(formerNames.length > 0 && { formerNames }),
    };
  });
}

/** Its last day is the one before. Airports lead no more passengers to it from then on. */
export function closePort(site: SiteFile, code: string, until: string): SiteFile {
  const ends = ({ from, until: end }: { from?: string; until?: string }) =>
    (from === undefined || from < until) && (end === undefined || end > until);
  return {
    ...withPort(site, code, (port) => ({ ...port, until })),
    airports: site.airports.map((airport) => ({
      ...airport,
      terminals: airport.terminals.map((terminal) =>
        terminal.port === code && ends(terminal) ? { ...terminal, until } : terminal,
      ),
    })),
  };
}

function withPort(site: SiteFile, code: string, change: (port: PortFile) => PortFile): SiteFile {
  return { ...site, ports: site.ports.map((port) => (port.code === code ? change(port) : port)) };
}

/** Whether a change is about what another one has changed: the same part, one in it, or what it is in. */
export function touches({ path }: SiteChange, other: SiteChange): boolean {
  return within(path, other.path) || within(other.path, path);
}

function within(path: string, whole: string): boolean {
  return path === whole || whole === '/' || path.startsWith(`${whole}/`);
}
