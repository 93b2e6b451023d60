/** Where it sends heartbeats, every 5 s by the contract, this is two of them missed and some delay; milliseconds [E]. */
export const HEARTBEAT_SILENCE_MS = 12_000;
/** A silence this unlikely while it reads as before is none of chance [E]. */
const UNLIKELY = 1e-4;
/** Where so little is read that silence says nothing within this time, it is no judgement; milliseconds [E]. */
const LONGEST_MS = 30 * 60_000;

/**
 * Silence that means that the AI is down where it sends no heartbeats. Verdicts that come at random with rate r leave a gap
 * of s with probability exp(-r·s): the shortest gap less likely than one in ten thousand, at least 12 s.
 * @param perSecond AI verdicts a second in the hour before it was heard last
 * @returns milliseconds; `null`: it reads too little for a judgement within half an hour
 */
export function silenceMs(perSecond: number): number | null {
  const ms = Math.max(HEARTBEAT_SILENCE_MS, Math.ceil((-Math.log(UNLIKELY) / perSecond) * 1_000));
  return ms <= LONGEST_MS ? ms : null;
}
