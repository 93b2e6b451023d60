import { PRIORITIES, type Priority } from '../../../../server/contract/duty-cells.ts';
import { every, type Timers } from '../../state/timers.ts';
import { sound, TONES } from './tones.ts';

const TESTED = 'gwanje-sound-tested';
const PAUSE_SECONDS = 0.5;

/** A test listens to itself this often, in milliseconds. */
const LISTEN_MS = 100;
/** As many samples are listened to: a third of a second, so that nothing is missed where a busy computer listens late. */
const SAMPLES = 16_384;
const SILENT = 0.01;

/**
 * `off`: the browser lets nothing be heard until somebody presses something; `silent`: a test measured nothing at the
 * output; `none`: the browser cannot make sounds.
 */
export type SoundState = 'off' | 'on' | 'silent' | 'none';

/** Tones for alarms that nobody has acknowledged. It never claims to sound when the browser holds it back. */
export class Sound {
  readonly #timers: Timers;
  #context: AudioContext | null = null;
  #analyser: AnalyserNode | null = null;
  #state = $state.raw<SoundState>('off');
  #testing = $state.raw(false);
  #played: { priority: Priority; at: number } | null = null;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get state(): SoundState {
    return this.#state;
  }
  /** The tones of a test are to be heard now. */
  get testing(): boolean {
    return this.#testing;
  }

  /** Begins a shift: what the browser allows at once is tested at once, else with the first key or click. */
  start(): void {
    if (typeof AudioContext === 'undefined') {
      this.#state = 'none';
      return;
    }
    const context = (this.#context = new AudioContext());
    const analyser = (this.#analyser = new AnalyserNode(context, { fftSize: SAMPLES }));
    analyser.connect(context.destination);
    context.addEventListener('statechange', () => this.#look());
    // A browser may also hold back later, when the sound device changes: each press is a chance. Not while the pointer is
    // down: what is said of sound would go, and what was pressed would move away from under it.
    for (const gesture of ['pointerup', 'keydown'] as const)
      document.addEventListener(gesture, () => void this.#resume(), { capture: true });
    this.#look();
  }

  /** To be called at each paint with the most urgent priority that nobody has acknowledged; `null`: there is none. */
  call(priority: Priority | null): void {
    if (priority === null) {
      this.#played = null;
      return;
    }
    if (this.#state !== 'on' || this.#analyser === null || this.#testing) return;
    const now = this.#timers.now();
    const tone = TONES[priority];
    const rises =
      this.#played !== null && PRIORITIES.indexOf(priority) < PRIORITIES.indexOf(this.#played.priority);
    if (this.#played !== null && !rises && now - this.#played.at < tone.againMs) return;
    this.#played = { priority, at: now };
    sound(this.#analyser, tone);
  }

  /** All tones one after the other, the most urgent first. Whether they are heard only a person can say. */
  async test(): Promise<void> {
    await this.#resume();
    if (this.#context?.state !== 'running' || this.#analyser === null || this.#testing) return;
    this.#testing = true;
    let heard = false;
    const stop = every(this.#timers, LISTEN_MS, () => {
      heard ||= this.#level() >= SILENT;
      if (heard) this.#state = 'on';
    });
    let after = 0;
    for (const priority of PRIORITIES) after += sound(this.#analyser, TONES[priority], after) + PAUSE_SECONDS;
    keep(TESTED);
    this.#timers.after(after * 1_000, () => {
      stop();
      this.#testing = false;
      if (!heard && this.#state === 'on') this.#state = 'silent';
    });
  }

  async #resume(): Promise<void> {
    if (this.#context === null || this.#context.state === 'running') return;
    await this.#context.resume().catch(() => {});
    this.#look();
  }

  /** Loudness of what goes to the loudspeaker now, from 0 to 1. */
  #level(): number {
    if (this.#analyser === null) return 0;
    const samples = new Float32Array(this.#analyser.fftSize);
    this.#analyser.getFloatTimeDomainData(samples);
    return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  }

  #look(): void {
    if (this.#context === null) return;
    this.#state = this.#context.state === 'running' ? 'on' : 'off';
    if (this.#state === 'on' && !kept(TESTED)) void this.test();
  }
}

/** For this window only: who opens the desk anew begins a shift. */
function keep(name: string): void {
  try {
    sessionStorage.setItem(name, 'yes');
  } catch {
    // A browser that keeps nothing is tested more often.
  }
}

function kept(name: string): boolean {
  try {
    return sessionStorage.getItem(name) !== null;
  } catch {
    return false;
  }
}
