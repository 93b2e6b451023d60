import { Type, type Static } from 'typebox';
import { ROLES, type Right, type Role } from './roles.ts';

const role = Type.Unsafe<Role>(Type.Enum([...ROLES]));

/** Who asks, and what they may: what the desk asks first. */
export const Me = Type.Object({
  account: Type.Union([
    Type.Object({
      id: Type.Integer(),
      login: Type.String(),
      name: Type.String(),
      roles: Type.Array(role),
      scopes: Type.Array(Type.String()),
    }),
    Type.Null(),
  ]),
  rights: Type.Array(Type.Unsafe<Right>(Type.String())),
  /** Whether one may sign in with OpenID Connect here. */
  oidc: Type.Boolean(),
  /** Nobody administers this board yet: it waits for whoever holds the set-up link. */
  needsSetup: Type.Boolean(),
});
export type Me = Static<typeof Me>;
