/** Where notifications say to look. `null` means everywhere. */
export interface Attention {
  minutes: { from: number; to: number; named: number[] | null } | null;
  /** `port|route|year` of the seizure record. */
  records: string[] | null;
  /** Names of what panels depend on, see `announce_topics`. */
  topics: ReadonlySet<string> | null;
}

interface Notice {
  from: number | null;
  to: number | null;
  minutes: number[] | null;
  records: string[] | null;
  topics: string[];
}

const MOST_NAMED_MINUTES = 200;
const MOST_NAMED_RECORDS = 200;

/**
 * Gathers notifications between two ticks. They are hints: order, duplicates and losses do not matter, and one that
 * cannot be read means to look everywhere.
 */
export class AttentionGatherer {
  #everything = true;
  #spoken = false;
  #from = Infinity;
  #to = -Infinity;
  #minutes: Set<number> | null = new Set();
  #records: Set<string> | null = new Set();
  #topics = new Set<string>();

  /** True when a tick has something to read. */
  get pending(): boolean {
    return this.#everything || this.#spoken;
  }

  everything(): void {
    this.#everything = true;
  }

  notice(payload: string): void {
    const notice = readNotice(payload);
    if (notice === null) {
      this.everything();
      return;
    }
    this.#spoken = true;
    if (notice.from !== null && notice.to !== null) {
      this.#from = Math.min(this.#from, notice.from);
      this.#to = Math.max(this.#to, notice.to);
    }
    this.#minutes = joined(this.#minutes, notice.minutes, MOST_NAMED_MINUTES);
    this.#records = joined(this.#records, notice.records, MOST_NAMED_RECORDS);
    for (const topic of notice.topics) this.#topics.add(topic);
  }

  /** What to read now; gathering starts anew. */
  take(): Attention {
    const attention: Attention = this.#everything
      ? { minutes: null, records: null, topics: null }
      : {
          minutes: {
            from: this.#from,
            to: this.#to,
            named: this.#minutes === null ? null : [...this.#minutes],
          },
          records: this.#records === null ? null : [...this.#records],
          topics: this.#topics,
        };
    this.#everything = false;
    this.#spoken = false;
    this.#from = Infinity;
    this.#to = -Infinity;
    this.#minutes = new Set();
    this.#records = new Set();
    this.#topics = new Set();
    return attention;
  }
}

/** `null` for what is not ours: any session of the database may notify, with any text. */
function readNotice(payload: string): Notice | null {
  const list = (value: unknown, of: string) =>
    value === null || (Array.isArray(value) && value.every((each) => typeof each === of));
  const bound = (value: unknown) => value === null || typeof value === 'number';
  try {
    const notice = JSON.parse(payload) as Partial<Notice>;
    const { from = null, minutes = [], records = [], to = null, topics = [] } = notice;
    const ours =
      ['topics', 'minutes'].some((name) => name in notice) &&
      bound(from) &&
      bound(to) &&
      list(minutes, 'number') &&
      list(records, 'string') &&
      topics !== null &&
      list(topics, 'string');
    return ours ? { from, to, minutes, records, topics } : null;
  } catch {
    return null;
  }
}

function joined<T>(known: Set<T> | null, more: readonly T[] | null, most: number): Set<T> | null {
  if (known === null || more === null) return null;
  for (const each of more) known.add(each);
  return known.size > most ? null : known;
}
