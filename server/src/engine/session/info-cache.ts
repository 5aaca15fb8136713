/**
 * The info dictionaries that peers ask for at the moment, of all torrents together: loaded from where their files are
 * kept, the least recently used forgotten. Invariant: no more bytes than the limit, but for one that is larger alone.
 */
import { rawInfo } from '../metainfo/raw-info.ts';
import type { LoadMetainfo } from './engine-api.ts';

/** Some hundred ordinary torrents, or the one that is as large as any may be. */
const MOST_BYTES = 10 * 1024 * 1024;

export class InfoCache {
  readonly #load: LoadMetainfo | null;
  readonly #known = new Map<string, Uint8Array>();
  readonly #loading = new Map<string, Promise<Uint8Array | null>>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(load: LoadMetainfo | null, { mostBytes = MOST_BYTES } = {}) {
    this.#load = load;
    this.#mostBytes = mostBytes;
  }

  /** The info dictionary of a torrent, `own` where it keeps its own; null where it cannot be had. */
  async get(id: string, own: Uint8Array | null): Promise<Uint8Array | null> {
    if (own !== null) return own;
    const known = this.#known.get(id);
    if (known) {
      this.#keep(id, known);
      return known;
    }
    const loading = this.#loading.get(id) ?? this.#fetch(id);
    return loading;
  }

  #fetch(id: string): Promise<Uint8Array | null> {
    const loading = this.#read(id).finally(() => this.#loading.delete(id));
    this.#loading.set(id, loading);
    return loading;
  }

  async #read(id: string): Promise<Uint8Array | null> {
    const file = await this.#load?.(id);
    const info = file ? rawInfo(file, id) : null;
    if (info) this.#keep(id, info);
    return info;
  }

  /** As the latest. */
  #keep(id: string, info: Uint8Array): void {
    if (!this.#known.delete(id)) this.#bytes += info.length;
    this.#known.set(id, info);
    for (const [oldest, { length }] of this.#known) {
      if (this.#bytes <= this.#mostBytes || this.#known.size === 1) return;
      this.#known.delete(oldest);
      this.#bytes -= length;
    }
  }
}
