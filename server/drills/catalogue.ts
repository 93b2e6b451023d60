import type { Scenario } from '../contract/scenario.ts';
import { knownPorts } from '../contract/site-in-force.ts';
import { type Database, realmDatabase } from '../db/database.ts';
import { readAlarmRules } from '../db/queries/alarm-rules.ts';
import type { TextFault } from '../site/yaml-text.ts';
import { loadCatalogue } from './scenario-file.ts';
import { readApart } from './read-apart.ts';
import type { Known } from './scenario-scope.ts';

/** The scenarios that ship with the product, and how a scenario of one's own is read. */
export class Catalogue {
  readonly #folder: string;
  readonly #known: () => Promise<Known>;
  #shipped: Promise<Scenario[]> | undefined;

  /** @param realm any realm that has the rules of alarms */
  constructor(folder: string, db: Database, realm: string, feeds: readonly string[]) {
    this.#folder = folder;
    this.#known = async () => {
      const rules = await readAlarmRules(realmDatabase(db, realm));
      return {
        alarms: new Set(rules.map(({ name }) => name)),
        feeds: new Set(feeds),
        ports: new Set(knownPorts().map(({ code }) => code)),
      };
    };
  }

  /** Read once. Throws where a shipped one is wrong, naming file and line. */
  async all(): Promise<Scenario[]> {
    this.#shipped ??= this.#known().then((known) => loadCatalogue(this.#folder, known));
    this.#shipped.catch(() => (this.#shipped = undefined));
    return await this.#shipped;
  }

  async named(name: string): Promise<Scenario | null> {
    return (await this.all()).find((scenario) => scenario.name === name) ?? null;
  }

  /** A scenario of one's own, or all that is wrong with it. */
  async read(text: string): Promise<{ scenario: Scenario } | { faults: TextFault[] }> {
    return await readApart(text, await this.#known());
  }
}
