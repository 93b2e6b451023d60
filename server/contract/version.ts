/**
 * Version of everything on the wire: event schemas, REST schemas, socket messages and cells.
 * A screen built for another version is told to change over. `test/server/contract/version.test.ts`
 * holds a hash of the shapes and fails when they change and this does not.
 */
export const CONTRACT_VERSION = 8;
