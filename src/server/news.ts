import type { Progress } from '#api';
import type { Journal, JournalEntry } from '#journal';
import type { EventSource, News } from './events.ts';

/** Passes on what happens: lines of the journal, and the progress of the season. */
export class NewsDesk implements EventSource {
  readonly #journal: Journal;
  readonly #listeners = new Set<(news: News) => void>();
  #progress: Progress = { status: 'preparing', step: 'the hub is opening', done: 0, now: 0 };

  constructor(journal: Journal) {
    this.#journal = journal;
    journal.listen((entry) => this.#tell({ kind: 'journal', entry }));
  }

  /** The last progress told. */
  get latest(): Progress {
    return this.#progress;
  }

  progress(progress: Progress): void {
    this.#progress = progress;
    this.#tell({ kind: 'progress', progress });
  }

  onProgress(listener: (progress: Progress) => void): () => void {
    return this.listen((news) => {
      if (news.kind === 'progress') listener(news.progress);
    });
  }

  after(seq: number, limit: number): readonly JournalEntry[] {
    return this.#journal.after(seq, limit);
  }

  head(): number {
    return this.#journal.head().seq;
  }

  listen(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(news: News): void {
    for (const listener of this.#listeners) listener(news);
  }
}
