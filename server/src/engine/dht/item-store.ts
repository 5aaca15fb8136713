/**
 * Items that strangers keep in this node (BEP 44): values that are named by their hash, and signed ones that only the
 * holder of their key can change. Bounded in number and size, each kept for two hours after it was put last; a
 * full store gives up what few put and what is far from this node's id.
 * Invariant: a signed item stands under the target of its key and salt with a signature that is right, and its
 * sequence number never goes down.
 */
import type { Clock } from '../core/clock.ts';
import { toHex } from '../core/hex.ts';
import {
  immutableTarget,
  isSignatureRight,
  mutableTarget,
  type SignedItem,
} from './signed-item.ts';
import { IpBloomFilter } from './ip-bloom-filter.ts';
import { leastImportant, type MeasureDistance } from './storage-importance.ts';

/** libtorrent's figure. */
export const DEFAULT_MAX_ITEMS = 700;
/** BEP 44: who wants an item kept puts it again every hour. */
const ITEM_LIFE_MS = 2 * 60 * 60_000;

/** Why an item is not kept, as an error of BEP 44 or BEP 5. */
export type PutRefusal =
  'negative-sequence' | 'wrong-signature' | 'other-version' | 'old-sequence' | 'no-room';

export type StoredItem =
  { kind: 'immutable'; value: Uint8Array } | ({ kind: 'mutable' } & SignedItem);

interface KeptItem {
  target: Uint8Array;
  item: StoredItem;
  putAt: number;
  /** Who put it, to count them. */
  putBy: IpBloomFilter;
  announcers: number;
}

export interface ItemStoreOptions {
  clock: Clock;
  distanceTo: MeasureDistance;
  maxItems: number;
}

export class ItemStore {
  readonly #options: ItemStoreOptions;
  readonly #items = new Map<string, KeptItem>();

  constructor(options: ItemStoreOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#items.size;
  }

  /** The item under this target; null where there is none. */
  get(target: Uint8Array): StoredItem | null {
    return this.#items.get(toHex(target))?.item ?? null;
  }

  /** Keeps a value that is named by its hash. Null: it is kept. */
  putImmutable(value: Uint8Array, address: string): PutRefusal | null {
    const item = { kind: 'immutable', value: Uint8Array.from(value) } as const;
    return this.#keep(immutableTarget(value), item, address);
  }

  /** Keeps a signed value over an older one; `over` is the sequence number that it must replace, if there is one. */
  putMutable(signed: SignedItem, over: bigint | null, address: string): PutRefusal | null {
    if (signed.sequence < 0n) return 'negative-sequence';
    const target = mutableTarget(signed.key, signed.salt);
    const known = this.get(target);
    if (known?.kind === 'mutable') {
      // BEP 44: `cas` comes first, and is of no account where nothing is stored.
      if (over !== null && over !== known.sequence) return 'other-version';
      if (!isNewer(signed, known)) return 'old-sequence';
    }
    if (!isSignatureRight(signed)) return 'wrong-signature';
    return this.#keep(target, { kind: 'mutable', ...signed }, address);
  }

  /** Forgets what was not put again for two hours. */
  expire(): void {
    const before = this.#options.clock.now() - ITEM_LIFE_MS;
    for (const [key, { putAt }] of this.#items) if (putAt <= before) this.#items.delete(key);
  }

  #keep(target: Uint8Array, item: StoredItem, address: string): PutRefusal | null {
    const key = toHex(target);
    const known = this.#items.get(key);
    if (known === undefined && !this.#makeRoomFor(target)) return 'no-room';
    const kept = known ?? { target, item, putAt: 0, putBy: new IpBloomFilter(), announcers: 0 };
    kept.item = item;
    kept.putAt = this.#options.clock.now();
    if (kept.putBy.add(address)) kept.announcers++;
    this.#items.set(key, kept);
    return null;
  }

  /** False where this one would be the first to go. */
  #makeRoomFor(target: Uint8Array): boolean {
    if (this.#items.size < this.#options.maxItems) return true;
    const candidate = { target, announcers: 1 };
    const given = leastImportant([candidate, ...this.#items.values()], this.#options.distanceTo);
    if (given === candidate) return false;
    this.#items.delete(toHex(given.target));
    return true;
  }
}

/** The same value may be put again, so that it stays. */
function isNewer(signed: SignedItem, known: SignedItem): boolean {
  if (signed.sequence !== known.sequence) return signed.sequence > known.sequence;
  return Buffer.compare(signed.value, known.value) === 0;
}
