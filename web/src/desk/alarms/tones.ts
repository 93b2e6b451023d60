import type { Priority } from '../../../../server/contract/duty-cells.ts';

interface Tone {
  /** Of each pulse, in hertz. */
  hertz: number;
  /** Beginnings of the pulses, in seconds from the first, and their length. */
  pulses: readonly number[];
  seconds: number;
  /** How often it comes again until somebody acknowledges, in milliseconds. */
  againMs: number;
}

/** Told apart by rhythm as well as by pitch: not everybody hears both (bursts of 3 + 2, 3 and 1, as in IEC 60601-1-8). */
export const TONES: Readonly<Record<Priority, Tone>> = {
  critical: { hertz: 988, pulses: [0, 0.2, 0.4, 0.75, 0.95], seconds: 0.13, againMs: 4_000 },
  high: { hertz: 740, pulses: [0, 0.35, 0.7], seconds: 0.22, againMs: 12_000 },
  low: { hertz: 523, pulses: [0], seconds: 0.35, againMs: 60_000 },
};

/** Edges of a pulse, in seconds: without them it clicks. */
const EDGE = 0.015;
const LOUDNESS = 0.35;

/**
 * Sounds a tone.
 * @param after seconds from now
 * @returns how long it takes from then, in seconds
 */
export function sound(output: AudioNode, { hertz, pulses, seconds }: Tone, after = 0): number {
  const { context } = output;
  const start = context.currentTime + 0.02 + after;
  for (const pulse of pulses) {
    const [from, to] = [start + pulse, start + pulse + seconds];
    const oscillator = new OscillatorNode(context, { frequency: hertz, type: 'triangle' });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, from);
    gain.gain.linearRampToValueAtTime(LOUDNESS, from + EDGE);
    gain.gain.setValueAtTime(LOUDNESS, to - EDGE);
    gain.gain.linearRampToValueAtTime(0, to);
    oscillator.connect(gain).connect(output);
    oscillator.start(from);
    oscillator.stop(to);
  }
  return (pulses.at(-1) ?? 0) + seconds;
}
