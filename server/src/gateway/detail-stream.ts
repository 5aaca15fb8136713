/**
 * The details of one download for those who watch it. Computed once for all watchers of a tab, sent only
 * where it changed, and not at all while nobody watches.
 */
import type { WatchTab } from '@shared/events/stream.js';

/** Where details come from. */
export interface DetailSource {
  read(id: string, tab: WatchTab): Promise<unknown>;
}

/** Who gets them. */
export interface DetailReader {
  send(id: string, tab: WatchTab, details: unknown): void;
}

const TICK_MS = 1_000;
/** Files are many and move slowly: every other tick. */
const TICKS_OF_TAB: Record<WatchTab, number> = { files: 2, peers: 1, trackers: 1 };

interface WatchedTab {
  id: string;
  tab: WatchTab;
  readers: Set<DetailReader>;
  /** What was sent last, to see whether it changed. */
  lastJson: string | null;
  isReading: boolean;
}

export class DetailStream {
  readonly #source: DetailSource;
  readonly #watched = new Map<string, WatchedTab>();
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;

  constructor(source: DetailSource) {
    this.#source = source;
  }

  get isIdle(): boolean {
    return this.#timer === undefined;
  }

  /** Replaces what the reader watched, and sends it the present details. */
  async watch(reader: DetailReader, id: string, tabs: readonly WatchTab[]): Promise<void> {
    this.unwatch(reader);
    const kept = [...new Set(tabs)].map((tab) => this.#join(reader, id, tab));
    this.#timer ??= setInterval(() => this.tick(), TICK_MS);
    for (const watched of kept) {
      const details = await this.#source.read(id, watched.tab);
      if (watched.readers.has(reader)) reader.send(id, watched.tab, details);
    }
  }

  unwatch(reader: DetailReader): void {
    for (const [key, watched] of this.#watched) {
      if (watched.readers.delete(reader) && watched.readers.size === 0) this.#watched.delete(key);
    }
    this.#restWhereUnwatched();
  }

  /** The download is gone: nobody watches it any more. */
  drop(id: string): void {
    for (const [key, watched] of this.#watched) if (watched.id === id) this.#watched.delete(key);
    this.#restWhereUnwatched();
  }

  stop(): void {
    this.#watched.clear();
    this.#restWhereUnwatched();
  }

  /** A second passes. */
  tick(): void {
    this.#ticks++;
    for (const watched of this.#watched.values()) {
      if (this.#ticks % TICKS_OF_TAB[watched.tab] === 0) void this.#refresh(watched);
    }
  }

  #join(reader: DetailReader, id: string, tab: WatchTab): WatchedTab {
    const key = `${id} ${tab}`;
    const watched = this.#watched.get(key) ?? {
      id,
      tab,
      readers: new Set<DetailReader>(),
      lastJson: null,
      isReading: false,
    };
    watched.readers.add(reader);
    this.#watched.set(key, watched);
    return watched;
  }

  #restWhereUnwatched(): void {
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** A read that takes longer than a tick is not asked for again meanwhile. */
  async #refresh(watched: WatchedTab): Promise<void> {
    if (watched.isReading) return;
    watched.isReading = true;
    try {
      const details = await this.#source.read(watched.id, watched.tab);
      const json = JSON.stringify(details);
      if (json === watched.lastJson) return;
      watched.lastJson = json;
      for (const reader of watched.readers) reader.send(watched.id, watched.tab, details);
    } catch {
      // The download is gone, which the watchers hear as a fact, or the engine stops.
    } finally {
      watched.isReading = false;
    }
  }
}
