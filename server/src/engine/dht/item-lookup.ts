/**
 * Looks for an item in every family and puts one there (BEP 44): get on the way to the closest nodes, then put to those
 * of them that gave a token. Nothing is believed but what its hash or the signature of its key proves, and of
 * several versions the newest counts.
 */
import type { DhtFamily, Search } from './dht-family.ts';
import type { DhtItem, DhtNode, DhtResponse, PutQuestion } from './dht-message.ts';
import type { DhtRpc } from './dht-rpc.ts';
import type { StoredItem } from './item-store.ts';
import { isSameId } from './node-distance.ts';
import type { NodeLookupResult } from './node-lookup.ts';
import {
  immutableTarget,
  isSignatureRight,
  mutableTarget,
  type SignedItem,
} from './signed-item.ts';

/** What an item is found by: its hash, or the key of its owner and what tells its items apart. */
export type ItemName =
  | { kind: 'immutable'; target: Uint8Array }
  | { kind: 'mutable'; key: Uint8Array; salt: Uint8Array | null };

/** `over`: the sequence number that a signed one replaces; null: whatever is older. */
export type ItemToPut =
  | { kind: 'immutable'; value: Uint8Array }
  | ({ kind: 'mutable'; over: bigint | null } & SignedItem);

export interface ItemLookupResult {
  /** The newest that was found. */
  item: StoredItem | null;
  /** Nodes that answered. */
  answered: number;
  /** Nodes that took what was put. */
  storedAt: number;
}

type SearchedFamily = Pick<DhtFamily, 'ownId' | 'search'>;

export interface ItemLookupOptions {
  name: ItemName;
  /** Put when the closest nodes are found; null: only look. */
  put: ItemToPut | null;
  families: readonly SearchedFamily[];
  rpc: Pick<DhtRpc, 'ask'>;
}

/** The name of an item that is to be put. */
export function nameOf(item: ItemToPut): ItemName {
  if (item.kind === 'mutable') return item;
  return { kind: 'immutable', target: immutableTarget(item.value) };
}

export class ItemLookup {
  /** Never rejects. */
  readonly done: Promise<ItemLookupResult>;
  readonly #options: ItemLookupOptions;
  readonly #target: Uint8Array;
  readonly #searches: Search[] = [];
  /** Nodes that have a version of it: only these are told which one is to be replaced. */
  readonly #holders = new Set<DhtNode>();
  readonly #resolve: (result: ItemLookupResult) => void;
  readonly #result: ItemLookupResult = { item: null, answered: 0, storedAt: 0 };
  /** Searches and puts that are not over. */
  #open = 0;

  constructor(options: ItemLookupOptions) {
    const { name } = options;
    this.#options = options;
    this.#target = name.kind === 'mutable' ? mutableTarget(name.key, name.salt) : name.target;
    const { promise, resolve } = Promise.withResolvers<ItemLookupResult>();
    this.done = promise;
    this.#resolve = resolve;
  }

  start(): void {
    this.#open++;
    for (const family of this.#options.families) this.#search(family);
    this.#close();
  }

  /** Ends it with what there is. */
  cancel(): void {
    for (const search of this.#searches) search.cancel();
    this.#finish();
  }

  #search(family: SearchedFamily): void {
    const target = this.#target;
    this.#open++;
    const search = family.search({
      target,
      question: (id) => ({ method: 'get', id, target, sequence: null, want: null }),
      onAnswer: (response, from) => this.#take(response, from),
      onDone: (result) => {
        this.#result.answered += result.answered;
        this.#put(family, result);
        this.#close();
      },
    });
    this.#searches.push(search);
  }

  #take(response: DhtResponse, from: DhtNode): void {
    const found = response.item === null ? null : this.#proven(response.item);
    if (found === null) return;
    this.#holders.add(from);
    if (isNewer(found, this.#result.item)) this.#result.item = found;
    // One that cannot change needs no second opinion.
    if (found.kind === 'immutable' && this.#options.put === null) this.cancel();
  }

  /** The item of an answer where it is what was asked for. */
  #proven({ value, key, signature, sequence }: DhtItem): StoredItem | null {
    const { name } = this.#options;
    if (value === null) return null;
    if (name.kind === 'immutable') {
      const isRight = isSameId(immutableTarget(value), this.#target);
      return isRight ? { kind: 'immutable', value } : null;
    }
    if (key === null || signature === null || sequence === null) return null;
    const { salt } = name;
    if (!isSameId(mutableTarget(key, salt), this.#target)) return null;
    const signed = { value, key, signature, sequence, salt };
    return isSignatureRight(signed) ? { kind: 'mutable', ...signed } : null;
  }

  #put(family: SearchedFamily, { closest }: NodeLookupResult): void {
    const { put } = this.#options;
    if (put === null) return;
    for (const { node, token } of closest) {
      if (token !== null) this.#putTo(node, this.#questionFor(put, node, token, family.ownId));
    }
  }

  #questionFor(put: ItemToPut, node: DhtNode, token: Uint8Array, id: Uint8Array): PutQuestion {
    const { value } = put;
    if (put.kind === 'immutable') return { method: 'put', id, token, value, signed: null };
    const { key, signature, sequence, salt } = put;
    const over = this.#holders.has(node) ? put.over : null;
    return { method: 'put', id, token, value, signed: { key, signature, sequence, salt, over } };
  }

  #putTo(node: DhtNode, question: PutQuestion): void {
    let isOpen = true;
    const settle = (): void => {
      if (isOpen) this.#close();
      isOpen = false;
    };
    this.#open++;
    this.#options.rpc.ask(node, question, {
      onAnswer: () => {
        if (isOpen) this.#result.storedAt++;
        settle();
      },
      onSlow: settle,
      onFailed: settle,
    });
  }

  #close(): void {
    if (--this.#open === 0) this.#finish();
  }

  /** Only the first call counts: a promise is resolved once. */
  #finish(): void {
    this.#resolve({ ...this.#result });
  }
}

function isNewer(found: StoredItem, known: StoredItem | null): boolean {
  if (found.kind === 'immutable' || known?.kind !== 'mutable') return true;
  return found.sequence > known.sequence;
}
