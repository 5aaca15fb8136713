/**
 * The details of one download for those who watch it. Read once for all watchers of a tab, told only where they changed, and
 * not at all while nobody watches. A watcher that could not be told gets the whole when it can.
 */
import type { WatchTab } from '@shared/events/stream.js';
import { DETAIL_CHANGES } from './detail-changes.ts';

/** Where details come from. */
export interface DetailSource {
  read(id: string, tab: WatchTab): Promise<unknown>;
}

/** Who gets them. */
export interface DetailReader {
  /** Whether it has all that it was given before. */
  readonly isReadyForDetails: boolean;
  sendDetails(name: `download:${WatchTab}`, texts: Iterable<string>): void;
  /** What waits to be sent is wanted no longer. */
  dropDetails(): void;
}

const TICK_MS = 1_000;
/** Files are many and move slowly: every other tick. Copies of pieces are kilobytes, and nobody watches them closely. */
const TICKS_OF_TAB: Record<WatchTab, number> = {
  files: 2,
  peers: 1,
  trackers: 1,
  pieces: 1,
  availability: 5,
};

interface WatchedTab {
  id: string;
  tab: WatchTab;
  /** Each with the version of the details that it has, 0 for none. */
  readers: Map<DetailReader, number>;
  version: number;
  details: unknown;
  reading: Promise<void> | null;
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
    const joined = [...new Set(tabs)].map((tab) => this.#join(reader, id, tab));
    this.#timer ??= setInterval(() => this.tick(), TICK_MS);
    await Promise.all(joined.map((watched) => this.#refresh(watched)));
  }

  unwatch(reader: DetailReader): void {
    reader.dropDetails();
    for (const [key, watched] of this.#watched) {
      if (watched.readers.delete(reader) && watched.readers.size === 0) this.#watched.delete(key);
    }
    this.#restWhereUnwatched();
  }

  /** The download is gone: nobody watches it any more. */
  drop(id: string): void {
    for (const [key, watched] of this.#watched) {
      if (watched.id !== id) continue;
      watched.readers.clear();
      this.#watched.delete(key);
    }
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
      if (this.#ticks % TICKS_OF_TAB[watched.tab] !== 0) continue;
      // The download is gone, which the watchers hear as a fact, or the engine stops.
      this.#refresh(watched).catch(() => undefined);
    }
  }

  #join(reader: DetailReader, id: string, tab: WatchTab): WatchedTab {
    const key = `${id} ${tab}`;
    const watched = this.#watched.get(key) ?? {
      id,
      tab,
      readers: new Map<DetailReader, number>(),
      version: 0,
      details: null,
      reading: null,
    };
    watched.readers.set(reader, 0);
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
    watched.reading ??= this.#read(watched).finally(() => (watched.reading = null));
    return watched.reading;
  }

  async #read(watched: WatchedTab): Promise<void> {
    const after = await this.#source.read(watched.id, watched.tab);
    const { id, tab, details: before, version: known } = watched;
    const tell = DETAIL_CHANGES[tab];
    const changes = known > 0 ? tell(id, before, after) : null;
    if (known === 0 || changes) watched.version++;
    watched.details = after;
    for (const [reader, version] of watched.readers) {
      if (version === watched.version || !reader.isReadyForDetails) continue;
      const texts = changes && version === known ? changes : tell(id, null, after);
      if (texts) reader.sendDetails(`download:${tab}`, texts);
      watched.readers.set(reader, watched.version);
    }
  }
}
