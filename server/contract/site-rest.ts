import { Type, type Static } from 'typebox';
import { closed } from './fields.ts';
import type { SiteFile } from './site.ts';

/** Of a site file: characters, and bytes of a request that carries one. */
export const LONGEST_SITE = 1_000_000;
export const MOST_SITE_BYTES = 4 * LONGEST_SITE + 4_096;
/** Versions of a page of the list, and changes of each that are listed there. */
export const SITE_VERSIONS_PAGE = 20;
export const MOST_LISTED_CHANGES = 20;

const largest = { minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const file = Type.String({ maxLength: LONGEST_SITE, description: 'YAML or JSON, as it is exported' });
export const SiteText = Type.Object({ file }, closed);
export type SiteText = Static<typeof SiteText>;
export const NewSiteVersion = Type.Object(
  { file, on: Type.Integer({ ...largest, description: 'Version in force that it was compared with' }) },
  closed,
);
export type NewSiteVersion = Static<typeof NewSiteVersion>;
export const SiteVersionParams = Type.Object({ number: Type.Integer(largest) }, closed);
export type SiteVersionParams = Static<typeof SiteVersionParams>;
export const SiteVersionsQuery = Type.Object(
  { before: Type.Optional(Type.Integer({ ...largest, description: '`next` of the page before' })) },
  closed,
);
export type SiteVersionsQuery = Static<typeof SiteVersionsQuery>;

/** A part of a site that is not as it was: by the code or name of what it is about. */
export const SiteChange = Type.Object({
  path: Type.String({ description: 'Pointer, entries of lists by their code: /ports/ICN-T1/name/en' }),
  was: Type.Optional(Type.Unknown({ description: 'Left out where it is new' })),
  is: Type.Optional(Type.Unknown({ description: 'Left out where it is removed' })),
});
export type SiteChange = Static<typeof SiteChange>;

const version = {
  number: Type.Integer({ description: 'Newer ones are higher' }),
  appliedAt: Type.String({ description: 'ISO 8601, UTC' }),
  appliedBy: Type.Object({
    actor: Type.String({ description: '`account:7`, `command`, `system`, as in the audit log' }),
    name: Type.Union([Type.String(), Type.Null()], { description: 'Of the account' }),
  }),
  /** Against the version before; of the first there are none. */
  changes: Type.Array(SiteChange),
  changed: Type.Integer({ description: 'How many changes there are, listed or not' }),
};
const whole = {
  text: Type.String({ description: 'YAML, as `npm run site -- export` prints it' }),
  site: Type.Unsafe<SiteFile>(Type.Any({ description: 'The same as JSON' })),
};
export const SiteVersionEntry = Type.Object(version);
export type SiteVersionEntry = Static<typeof SiteVersionEntry>;
export const SiteVersionAnswer = Type.Object({ ...version, ...whole });
export type SiteVersionAnswer = Static<typeof SiteVersionAnswer>;

export const SiteVersionsAnswer = Type.Object({
  inForce: Type.Object({ number: version.number, ...whole }),
  versions: Type.Array(SiteVersionEntry),
  next: Type.Union([Type.Integer(), Type.Null()], { description: '`before` of the next page' }),
});
export type SiteVersionsAnswer = Static<typeof SiteVersionsAnswer>;

export const SiteCheck = Type.Object({
  on: Type.Integer({ description: 'Version in force that it was compared with' }),
  faults: Type.Array(
    Type.Object({
      path: Type.String({ description: 'JSON pointer into the file' }),
      reason: Type.String(),
      line: Type.Optional(Type.Integer({ description: 'Of the text, from 1' })),
    }),
  ),
  changes: Type.Array(SiteChange),
});
export type SiteCheck = Static<typeof SiteCheck>;

export const SiteApplied = Type.Object({ number: version.number, changes: Type.Array(SiteChange) });
export type SiteApplied = Static<typeof SiteApplied>;
