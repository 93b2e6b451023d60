interface Question<A> {
  promise: Promise<A | null>;
  resolve: (answer: A | null) => void;
  reject: (error: unknown) => void;
}

/** Between two questions at least, in milliseconds: so many a second there are however many ask. */
const APART_MS = 50;
/** So long newcomers wait for the question that is under way, in milliseconds: it may hang on a dead connection. */
const MOST_WAIT_MS = 250;

/**
 * Asks for many at once: the first at once, and those that come while its question is under way, or a moment after, together
 * in the next one. A thousand screens that return at the same moment cost a few statements, a single one waits for nobody.
 */
export class Together<A> {
  readonly #ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, A>>;
  #waiting = new Map<string, Question<A>>();
  #underWay: object | null = null;

  /** @param ask answers by key; a key that is left out has no answer */
  constructor(ask: (keys: readonly string[]) => Promise<ReadonlyMap<string, A>>) {
    this.#ask = ask;
  }

  /** Rejects when the question could not be answered. */
  async one(key: string): Promise<A | null> {
    let question = this.#waiting.get(key);
    if (question === undefined) this.#waiting.set(key, (question = newQuestion<A>()));
    if (this.#underWay === null) this.#next();
    return await question.promise;
  }

  #next(): void {
    const questions = this.#waiting;
    if (questions.size === 0) {
      this.#underWay = null;
      return;
    }
    this.#waiting = new Map();
    const own = (this.#underWay = {});
    const goOn = () => {
      if (this.#underWay === own) this.#next();
    };
    const apart = new Promise((resolve) => setTimeout(resolve, APART_MS));
    const late = setTimeout(goOn, MOST_WAIT_MS);
    void Promise.all([this.#answer(questions), apart]).then(() => {
      clearTimeout(late);
      goOn();
    });
  }

  async #answer(questions: Map<string, Question<A>>): Promise<void> {
    try {
      const answers = await this.#ask([...questions.keys()]);
      for (const [key, { resolve }] of questions) resolve(answers.get(key) ?? null);
    } catch (error) {
      for (const { reject } of questions.values()) reject(error);
    }
  }
}

function newQuestion<A>(): Question<A> {
  let resolve!: Question<A>['resolve'];
  let reject!: Question<A>['reject'];
  const promise = new Promise<A | null>((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
}
