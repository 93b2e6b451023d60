import { Type, type Static } from 'typebox';
import { closed, oneOf, optional, text } from './fields.ts';
import { ROUTES, type Route } from './routes.ts';

/**
 * A site: the customs service that a board is for, as a file describes it. What is in force is data: ports open, are renamed and
 * close while feeds send and walls watch. Its time zone is fixed when it is created.
 */

const LONGEST_LIST = 1_000;
const listOf = <T extends Parameters<typeof Type.Array>[0]>(items: T) =>
  Type.Array(items, { maxItems: LONGEST_LIST });
/** In each of the site's languages. */
const name = Type.Record(Type.String({ pattern: '^[a-z]{2}$' }), text(60, 'Name'));
const code = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,31}$',
  description: 'Code: letters, digits and hyphens',
});
const day = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$', description: 'Day of the site: YYYY-MM-DD' });
/** In force from the first of these days to before the other. */
const validity = optional({ from: day, until: day });

const PortFile = Type.Object(
  {
    code,
    name,
    kind: oneOf(['terminal', 'sea-port', 'centre'], 'Airport terminal, sea port or clearance centre'),
    mode: oneOf(['air', 'sea', 'land'], 'How goods and travellers come'),
    office: code,
    at: Type.Tuple(
      [Type.Number({ minimum: -90, maximum: 90 }), Type.Number({ minimum: -180, maximum: 180 })],
      {
        description: 'Latitude and longitude in degrees',
      },
    ),
    routes: Type.Array(oneOf(ROUTES, 'Entry route'), { minItems: 1, maxItems: ROUTES.length }),
    ...validity,
    ...optional({
      aliases: listOf(code),
      /** Until each of these days it had that name. */
      formerNames: listOf(Type.Object({ until: day, name }, closed)),
    }),
  },
  closed,
);

const Carrier = Type.String({ pattern: '^[A-Z0-9]{2,3}$', description: 'IATA or ICAO designator' });
const Airport = Type.Object(
  {
    code: Type.String({ pattern: '^[A-Z]{3}$', description: 'IATA code' }),
    terminals: Type.Array(
      Type.Object({ port: code, ...optional({ carriers: listOf(Carrier) }), ...validity }, closed),
      { minItems: 1, maxItems: 50 },
    ),
  },
  closed,
);

export const SiteFile = Type.Object(
  {
    name,
    timeZone: text(64, 'IANA time zone'),
    languages: Type.Array(Type.String({ pattern: '^[a-z]{2}$' }), { minItems: 1, maxItems: 4 }),
    offices: listOf(Type.Object({ code, name, ...validity }, closed)),
    ports: listOf(PortFile),
    airports: listOf(Airport),
  },
  closed,
);
export type SiteFile = Static<typeof SiteFile>;
export type PortFile = Static<typeof PortFile>;

/** What is wrong with a file, and where: a JSON pointer, and words. */
export interface SiteFault {
  path: string;
  reason: string;
  /** Of the text, from 1. */
  line?: number;
}

/** What a schema cannot say of a site: that what it names is there, once, in every language. */
export function siteFaults(site: SiteFile): SiteFault[] {
  const faults: SiteFault[] = [];
  const fault = (path: string, reason: string) => void faults.push({ path, reason });
  const once = (path: string, names: readonly string[]) =>
    names.forEach((each, nth) => {
      if (names.indexOf(each) < nth) fault(`${path}/${nth}`, `${each} is there twice`);
    });
  const named = (path: string, names: Readonly<Record<string, string>>) => {
    for (const language of site.languages)
      if (names[language] === undefined) fault(`${path}/${language}`, 'is missing');
    for (const language of Object.keys(names))
      if (!site.languages.includes(language)) fault(`${path}/${language}`, 'is in no language of the site');
  };
  const within = (path: string, { from, until }: { from?: string; until?: string }) => {
    if (from !== undefined && until !== undefined && until <= from)
      fault(`${path}/until`, `is not after ${from}`);
  };
  if (!isTimeZone(site.timeZone)) fault('/timeZone', 'is no IANA time zone');
  named('/name', site.name);
  const offices = new Set(site.offices.map((office) => office.code));
  const ports = new Set(site.ports.map((port) => port.code));
  once(
    '/offices',
    site.offices.map((office) => office.code),
  );
  site.offices.forEach((office, nth) => {
    named(`/offices/${nth}/name`, office.name);
    within(`/offices/${nth}`, office);
  });
  const codes = new Set<string>();
  site.ports.forEach(({ aliases = [], code: own }, nth) => {
    const all = [
      { path: 'code', code: own },
      ...aliases.map((alias, at) => ({ path: `aliases/${at}`, code: alias })),
    ];
    for (const each of all) {
      if (codes.has(each.code)) fault(`/ports/${nth}/${each.path}`, `${each.code} is there twice`);
      codes.add(each.code);
    }
  });
  site.ports.forEach((port, nth) => {
    const path = `/ports/${nth}`;
    named(`${path}/name`, port.name);
    within(path, port);
    if (!offices.has(port.office)) fault(`${path}/office`, `${port.office} is no office of the site`);
    once(`${path}/routes`, port.routes);
    port.formerNames?.forEach((former, at) => named(`${path}/formerNames/${at}/name`, former.name));
  });
  const known = (path: string, port: string) => {
    if (!ports.has(port)) fault(path, `${port} is no port of the site`);
  };
  once(
    '/airports',
    site.airports.map((airport) => airport.code),
  );
  site.airports.forEach(({ terminals }, nth) =>
    terminals.forEach((terminal, at) => {
      known(`/airports/${nth}/terminals/${at}/port`, terminal.port);
      within(`/airports/${nth}/terminals/${at}`, terminal);
    }),
  );
  return faults;
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A port of entry as it is on a day. */
export interface PortInForce extends Omit<PortFile, 'name' | 'formerNames'> {
  name: Readonly<Record<string, string>>;
}

/** A site as it is in force. Days are its own, `YYYY-MM-DD`. */
export class Site {
  readonly file: SiteFile;
  /** Of its version: newer ones are higher. */
  readonly number: number;
  readonly #ports: ReadonlyMap<string, PortFile>;

  constructor(file: SiteFile, number: number) {
    this.file = file;
    this.number = number;
    this.#ports = new Map(
      file.ports.flatMap((port) => [port.code, ...(port.aliases ?? [])].map((each) => [each, port] as const)),
    );
  }

  /** All ports, as they are called on a day, in the order of the file. */
  ports(day: string): PortInForce[] {
    return this.file.ports.map((port) => ofDay(port, day));
  }

  /** Those that are open on a day. */
  portsOn(day: string): PortInForce[] {
    return this.ports(day).filter((port) => inForce(port, day));
  }

  office(code: string): SiteFile['offices'][number] | undefined {
    return this.file.offices.find((office) => office.code === code);
  }

  /** The port of a code or an alias of it, whether it is open or not: totals of the past keep it. */
  port(codeOrAlias: string, day: string): PortInForce | undefined {
    const port = this.#ports.get(codeOrAlias);
    return port && ofDay(port, day);
  }

  /**
   * The code under which events of a port are kept, by its code or an alias; `null`: there is no such port, or it was not open.
   * @param dayOf the day of the event, asked only where the port was not always open
   */
  codeOf(codeOrAlias: string, dayOf: () => string): string | null {
    const port = this.#ports.get(codeOrAlias);
    if (port === undefined) return null;
    const always = port.from === undefined && port.until === undefined;
    return always || inForce(port, dayOf()) ? port.code : null;
  }

  isOpen(port: string, day: string): boolean {
    const found = this.#ports.get(port);
    return found !== undefined && inForce(found, day);
  }

  /** Whether a route is expected to speak at a port on a day. */
  expects(port: string, route: Route, day: string): boolean {
    return this.isOpen(port, day) && this.#ports.get(port)?.routes.includes(route) === true;
  }

  /** The port where a carrier's passengers clear customs at an airport; `null`: no airport of the site. */
  terminalOf(airport: string, carrier: string, day: string): string | null {
    const terminals = this.file.airports
      .find((each) => each.code === airport)
      ?.terminals.filter((terminal) => inForce(terminal, day));
    const own = terminals?.find(({ carriers }) => carriers?.includes(carrier) === true);
    return (own ?? terminals?.find(({ carriers }) => carriers === undefined))?.port ?? null;
  }
}

function inForce({ from, until }: { from?: string; until?: string }, day: string): boolean {
  return (from === undefined || day >= from) && (until === undefined || day < until);
}

function ofDay({ formerNames = [], name: latest, ...port }: PortFile, day: string): PortInForce {
  const former = formerNames
    .toSorted((a, b) => (a.until < b.until ? -1 : 1))
    .find(({ until }) => day < until);
  return { ...port, name: former?.name ?? latest };
}
