import { describe, expect, it } from 'vitest';
import { DatabaseAway, type Database, type RealmQueries } from '../../../server/db/database.ts';
import { Reception } from '../../../server/ingest/reception.ts';

const AWAY = new DatabaseAway('query read timeout');

/** A reception whose database answers as it is set to. */
function receptionOf() {
  const world = { away: false };
  const query = () => (world.away ? Promise.reject(AWAY) : Promise.resolve([]));
  const transaction = (work: (tx: { query: typeof query }) => Promise<unknown>) => work({ query });
  const db = { query, transaction } as unknown as Database;
  const reception = new Reception(db, { now: () => 1_000, elapsed: () => 0 });
  return { realm: { db, schema: 'live' }, reception, world };
}
const looks = async ({ db }: RealmQueries) => await db.query('SELECT');

describe('what is asked before events are written', () => {
  it('is known to be refused until it is asked again: where nothing had to be asked, nothing is known', async () => {
    const { realm, reception, world } = receptionOf();
    world.away = true;
    await expect(reception.ask('rights', realm, looks)).rejects.toThrow(AWAY);
    expect(reception.refusal).toEqual({ reason: 'waits', since: 1_000 });
    world.away = false;
    await reception.ask('rights', realm, () => Promise.resolve());
    expect(reception.refusal).not.toBeNull();
    await reception.ask('rights', realm, looks);
    expect(reception.refusal).toBeNull();
  });

  it('is tried again by itself', async () => {
    const { realm, reception, world } = receptionOf();
    for (const refused of [
      () => reception.ask('rights', realm, looks),
      () => reception.askInTurn('horizon', realm, looks),
      () => reception.decide('held', realm, looks),
    ]) {
      world.away = true;
      await expect(refused()).rejects.toThrow(AWAY);
    }
    world.away = false;
    reception.tryAgain();
    await reception.stop();
    expect(reception.refusal).toBeNull();
  });

  it('has one connection at a time for each kind that goes in turn', async () => {
    const { realm, reception } = receptionOf();
    let release = () => {};
    const locked = new Promise<void>((resolve) => (release = resolve));
    const order: string[] = [];
    const held = (name: string, kind: string, until = Promise.resolve()) =>
      reception.decide(kind, realm, async () => {
        order.push(`${name} begins`);
        await until;
        order.push(`${name} ends`);
      });
    const waiting = [held('first', 'held', locked), held('second', 'held')];
    await held('other', 'horizon');
    expect(order).toEqual(['first begins', 'other begins', 'other ends']);
    release();
    await Promise.all(waiting);
    expect(order.slice(3)).toEqual(['first ends', 'second begins', 'second ends']);
  });
});
