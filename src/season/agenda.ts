/** A deed that waits for its time. */
interface Item {
  /** Unix seconds. */
  readonly at: number;
  run(): Promise<void>;
}

/** Deeds by time: what governance has to do while the season trades. */
export class Agenda {
  #items: Item[] = [];

  /** Puts a deed on the agenda; deeds of one time keep the order in which they came. */
  add(at: number, run: () => Promise<void>): void {
    this.#items.push({ at, run });
    this.#items.sort((a, b) => a.at - b.at);
  }

  /** Does everything whose time has come. A deed may put new ones on the agenda. */
  async until(time: number): Promise<void> {
    while (this.#items.length > 0 && this.#items[0]!.at <= time) await this.#items.shift()!.run();
  }
}
