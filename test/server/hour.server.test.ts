import type { BorderEvent, Seizure, Station } from '../../server/contract/events.ts';
import { onOneEngine, sizeFor } from '../support/engines.ts';
import { HOUR } from '../support/opinions/plain.ts';
import { hourOfEveryStream } from './hour.ts';

const MINUTE = 60_000;

/**
 * Thirty thousand of an hour's events say that a station is up as before: one in ten of those is told, but for the last minutes,
 * by which its silence is judged. Every third case of the years before is told.
 */
function sample(): (event: BorderEvent) => boolean {
  const recently = Date.now() - 5 * MINUTE;
  const longAgo = Date.now() - HOUR * 24 * 60;
  let heard = 0;
  return ({ data, time, type }) => {
    const at = Date.parse(time);
    if (type === 'border.station.v1' && (data as Station).state === 'up' && at < recently)
      return heard++ % 10 === 0;
    if (type === 'border.seizure.v1' && at < longAgo) return /[147]$/.test((data as Seizure).caseNo);
    return true;
  };
}

onOneEngine('an hour of every stream, of a part of its traffic', (engine) => {
  const rate = sizeFor(engine, { native: 0.25, embedded: 0.1 });
  hourOfEveryStream(engine, { rate, least: 0.25, only: sample() });
});
