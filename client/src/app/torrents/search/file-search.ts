/**
 * Which downloads have a word in a file name: the server knows the files, so it is asked, once for each word, when the
 * typing rests. A question that nobody needs any more is taken back. Answers are forgotten when downloads came or went.
 */
import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import { type Failure, describeFailure } from '../../api/failure';
import { DownloadApi } from '../../api/download-api';
import { DownloadStore } from '../../live/download-store';

/** Typing rests for so long before the server is asked. */
const REST_MS = 250;
/** Shorter words are in almost every name. */
const LEAST_LENGTH = 2;
/** Answers that are kept beside those that are needed: going back in the text asks no more. */
const MOST_KEPT = 20;

interface Answer {
  readonly ids: ReadonlySet<string>;
  /** How many downloads there were. */
  readonly downloads: number;
}

@Service()
export class FileSearch {
  private readonly api = inject(DownloadApi);
  private readonly store = inject(DownloadStore);
  private readonly wanted = signal<readonly string[]>([]);
  private readonly answers = signal<ReadonlyMap<string, Answer>>(new Map());
  private readonly failureSignal = signal<Failure | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: AbortController | null = null;

  /** Why the last question was not answered. */
  readonly failure = this.failureSignal.asReadonly();
  /** Whether answers are still to come. */
  readonly isSearching = computed(
    () => this.failure() === null && this.wanted().some((word) => !this.answers().has(word)),
  );

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  /** Null while it is not known. Reading it follows it. */
  readonly withFile = (word: string): ReadonlySet<string> | null =>
    this.answers().get(word)?.ids ?? null;

  /** The folded words that are asked for now, in place of those before. */
  want(words: readonly string[]): void {
    const long = words.filter((word) => word.trim().length >= LEAST_LENGTH);
    this.stop();
    this.failureSignal.set(null);
    this.wanted.set(long);
    if (this.open().length > 0) this.timer = setTimeout(() => void this.ask(), REST_MS);
  }

  /** Asks again what failed. */
  retry(): void {
    this.want(this.wanted());
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.running?.abort();
    this.running = null;
  }

  private open(): string[] {
    const downloads = this.store.counts().all;
    const answers = this.answers();
    return this.wanted().filter((word) => answers.get(word)?.downloads !== downloads);
  }

  private async ask(): Promise<void> {
    const controller = new AbortController();
    this.running = controller;
    try {
      for (const word of this.open()) {
        const downloads = this.store.counts().all;
        const ids = await this.api.findIds(word, controller.signal);
        if (controller.signal.aborted) return;
        this.take(word, { ids: new Set(ids), downloads });
      }
    } catch (error) {
      if (!controller.signal.aborted) this.failureSignal.set(describeFailure(error));
    }
  }

  private take(word: string, answer: Answer): void {
    const needed = new Set(this.wanted());
    const others = [...this.answers()].filter(([one]) => one !== word);
    const kept = others.filter(
      ([one], place) => needed.has(one) || others.length - place <= MOST_KEPT,
    );
    this.answers.set(new Map([...kept, [word, answer]]));
  }
}
