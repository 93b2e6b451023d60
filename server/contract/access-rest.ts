import { Type, type Static } from 'typebox';
import { closed, oneOf, text } from './fields.ts';
import { LOGIN, PASSWORD_LENGTH } from './login.ts';
import { ROLES, type Right, type Role } from './roles.ts';

const roles = Type.Array(Type.Unsafe<Role>(oneOf(ROLES, 'What a person may be')), {
  uniqueItems: true,
  description: 'None: may nothing yet',
});
const scopes = Type.Array(Type.String({ maxLength: 64 }), {
  maxItems: 64,
  uniqueItems: true,
  description: 'What is watched and acted on, together: headquarters, house:, port:, route:, port:…/route:…',
});
const login = Type.String({ pattern: LOGIN, description: 'Login, in small letters' });
const name = text(128, 'Name as others see it');
const instant = Type.String({ description: 'ISO 8601, UTC' });
const nullableInstant = Type.Union([instant, Type.Null()]);
/** A password that is being set; shorter ones are still taken where one is only compared. */
const newPassword = Type.String({
  minLength: PASSWORD_LENGTH.least,
  maxLength: PASSWORD_LENGTH.most,
  description: `At least ${PASSWORD_LENGTH.least} characters`,
});
const password = Type.String({ minLength: 1, maxLength: PASSWORD_LENGTH.most });
const subject = Type.Union([text(255, 'Who it is at the OpenID provider (`sub`)'), Type.Null()]);

/** Who asks, and what they may: what the desk asks first. */
export const Me = Type.Object({
  account: Type.Union([
    Type.Object({
      id: Type.Integer(),
      login: Type.String(),
      name: Type.String(),
      roles,
      scopes,
      hasPassword: Type.Boolean({ description: 'Signs in with a password, beside OpenID Connect or not' }),
    }),
    Type.Null(),
  ]),
  rights: Type.Array(Type.Unsafe<Right>(Type.String())),
  /** When the session ends unless it is used until then; its longest end cannot be moved. `null`: there is none. */
  sessionEndsAt: nullableInstant,
  /** Whether one may sign in with OpenID Connect here. */
  oidc: Type.Boolean(),
  /** Nobody administers this board yet: it waits for whoever holds the set-up link. */
  needsSetup: Type.Boolean(),
});
export type Me = Static<typeof Me>;

export const SignIn = Type.Object({ login: text(128, 'Login'), password }, closed);
export type SignIn = Static<typeof SignIn>;

export const PasswordChange = Type.Object({ present: password, password: newPassword }, closed);
export type PasswordChange = Static<typeof PasswordChange>;

/** The first administrator, or another one when all others are lost. */
export const Setup = Type.Object(
  {
    link: Type.String({
      pattern: '^gwu_[\\w-]{8,100}$',
      description: 'What stands after # in the set-up link',
    }),
    login,
    name,
    password: newPassword,
  },
  closed,
);
export type Setup = Static<typeof Setup>;

export const SessionEntry = Type.Object({
  id: Type.Integer(),
  createdAt: instant,
  seenAt: Type.String({ description: 'Last use, ISO 8601, UTC, to some minutes' }),
  expiresAt: instant,
  agent: Type.String({ description: 'What the browser says of itself' }),
  own: Type.Boolean({ description: 'The session that asks' }),
});
export type SessionEntry = Static<typeof SessionEntry>;
export const SessionsAnswer = Type.Object({ sessions: Type.Array(SessionEntry) });
export type SessionsAnswer = Static<typeof SessionsAnswer>;
export const SessionsEnded = Type.Object({ ended: Type.Integer({ description: 'Sessions' }) });
export type SessionsEnded = Static<typeof SessionsEnded>;

export const AccountEntry = Type.Object({
  id: Type.Integer(),
  login: Type.String(),
  name: Type.String(),
  roles,
  scopes,
  hasPassword: Type.Boolean({ description: 'May sign in with a password' }),
  subject: Type.Union([Type.String(), Type.Null()], { description: 'Who it is at the OpenID provider' }),
  createdAt: instant,
  disabledAt: nullableInstant,
  sessions: Type.Integer({ description: 'Sessions that are open' }),
  seenAt: Type.Union([Type.String(), Type.Null()], { description: 'Last use of any session, ISO 8601, UTC' }),
});
export type AccountEntry = Static<typeof AccountEntry>;
export const AccountsAnswer = Type.Object({ accounts: Type.Array(AccountEntry) });
export type AccountsAnswer = Static<typeof AccountsAnswer>;

/** Signs in with the password, or as the subject at the OpenID provider, or both. */
export const NewAccount = Type.Object(
  {
    login,
    name,
    roles,
    scopes,
    password: Type.Optional(newPassword),
    subject: Type.Optional(subject),
  },
  closed,
);
export type NewAccount = Static<typeof NewAccount>;

/** What is left out stays. A new password, and disabling, end the account's sessions. */
export const AccountChange = Type.Partial(
  Type.Object({ name, roles, scopes, disabled: Type.Boolean(), password: newPassword, subject }),
  closed,
);
export type AccountChange = Static<typeof AccountChange>;

export const SessionPath = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
});
export type SessionPath = Static<typeof SessionPath>;
export const AccountPath = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
});
export type AccountPath = Static<typeof AccountPath>;
