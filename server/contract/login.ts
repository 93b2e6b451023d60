/** Characters of a password, after Unicode has made one of what looks the same (NFKC). */
export const PASSWORD_LENGTH = { least: 12, most: 200 };

/** Names that are safe in a log, an address and a column: what is typed in capitals is taken in small letters. */
export const LOGIN = '^[a-z0-9][a-z0-9._@+\\-]{0,62}$';
