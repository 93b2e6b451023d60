import { Type, type Static } from 'typebox';
import { closed } from './fields.ts';

/** Rows of a page of the audit log. */
export const AUDIT_PAGE = 100;

const words = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 200, description }));

const AuditFilter = {
  actor: words('Who: `account:7`, `screen:3`, `feed:icn-xray`, `command`, `system`'),
  action: words('What was done: `alarm.acknowledged`, or all that begins with `alarm.`'),
  object: words('To what: `task:live:42`, or all that begins with `task:live:`'),
  from: Type.Optional(Type.String({ maxLength: 40, description: 'First day, or an instant with offset' })),
  to: Type.Optional(
    Type.String({
      maxLength: 40,
      description: 'Last day, included, or an instant with offset, excluded',
    }),
  ),
};
export const AuditQuery = Type.Object(
  {
    ...AuditFilter,
    before: Type.Optional(Type.Integer({ minimum: 1, description: '`next` of the page before' })),
    format: Type.Optional(
      Type.Enum(['json', 'csv'] as const, { description: 'csv: every row that matches, the newest first' }),
    ),
  },
  closed,
);
export type AuditQuery = Static<typeof AuditQuery>;

export const AuditRow = Type.Object({
  seq: Type.Integer(),
  at: Type.String(),
  actor: Type.String(),
  /** Name that the account or the screen has now. */
  actorName: Type.Union([Type.String(), Type.Null()]),
  action: Type.String(),
  object: Type.String(),
  detail: Type.Record(Type.String(), Type.Unknown()),
  hash: Type.String({ description: 'SHA-256, hexadecimal' }),
});
export type AuditRow = Static<typeof AuditRow>;

export const AuditList = Type.Object({
  rows: Type.Array(AuditRow),
  next: Type.Union([Type.Integer({ description: '`before` of the next page' }), Type.Null()]),
});
export type AuditList = Static<typeof AuditList>;

export const AuditHead = Type.Object({
  seq: Type.Integer(),
  hash: Type.String({ description: 'SHA-256, hexadecimal' }),
});
export type AuditHead = Static<typeof AuditHead>;

/**
 * What is wrong with a chain, at the first row where it is:
 * - `altered`: the row's fields do not make its hash
 * - `unchained`: it does not continue the row before it: one of both was replaced
 * - `missing`: there is no row of that number, though there are later ones
 * - `other`: it is not the row that was noted elsewhere: all from somewhere before it were written anew
 * - `cut`: the chain ends before the row that was noted elsewhere
 */
export type AuditFaultWhat = 'altered' | 'unchained' | 'missing' | 'other' | 'cut';

export const AuditVerdict = Type.Object({
  rows: Type.Integer({ description: 'Rows that were found good' }),
  head: Type.Union([AuditHead, Type.Null()]),
  fault: Type.Union([
    Type.Object({ seq: Type.Integer(), what: Type.Unsafe<AuditFaultWhat>(Type.String()) }),
    Type.Null(),
  ]),
});
export type AuditVerdict = Static<typeof AuditVerdict>;

/** `SEQ:HASH` as the command prints it. */
export const EXPECTED_HEAD = '^[1-9]\\d{0,14}:[0-9a-f]{64}$';
export const VerifyQuery = Type.Object(
  {
    expect: Type.Optional(
      Type.String({ pattern: EXPECTED_HEAD, description: 'A head that was noted elsewhere' }),
    ),
  },
  closed,
);
export type VerifyQuery = Static<typeof VerifyQuery>;
