/**
 * Changes bencode as a tree, so that what comes out is still well-formed and reaches the code behind the scanner:
 * values of other types and sizes, fields that are missing, added, renamed or taken from elsewhere.
 */
import {
  decodeBencode,
  encodeBencode,
  type BencodeInput,
  type BencodeValue,
} from '../../server/src/engine/bencode/index.ts';
import type { Random } from '../../server/src/engine/core/random.ts';
import type { FuzzTarget } from './fuzz-target.ts';

const MAX_CHANGES = 4;
const MAX_REPEATS = 12;
const INTEGERS = [
  0,
  1,
  -1,
  2,
  20,
  16_384,
  65_535,
  65_536,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  1 - 2 ** 53,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  -(2n ** 63n),
  2n ** 64n,
];
const LENGTHS = [0, 1, 4, 5, 6, 7, 18, 19, 20, 21, 26, 32, 38, 40, 63, 64, 255, 256, 257, 1_000];

type Tree = BencodeInput;

export class TreeMutator {
  readonly #random: Random;
  readonly #maxBytes: number;
  readonly #words: readonly string[];
  /** Repeats of repeats would take all memory. */
  #hasRepeated = false;

  constructor(random: Random, target: Pick<FuzzTarget, 'words' | 'maxInputBytes'>) {
    this.#random = random;
    this.#maxBytes = target.maxInputBytes;
    this.#words = target.words;
  }

  /** The changed input; null where it is no bencode to begin with, or would grow too long. */
  mutate(input: Uint8Array): Uint8Array | null {
    const tree = treeOf(input);
    if (tree === null) return null;
    this.#hasRepeated = false;
    let changed: Tree = tree;
    const changes = 1 + this.#random.below(MAX_CHANGES);
    for (let change = 0; change < changes; change++) changed = this.#change(changed);
    const bytes = encodeBencode(changed);
    return bytes.length <= this.#maxBytes ? bytes : null;
  }

  /** Goes down at random and changes what it stops at. */
  #change(tree: Tree): Tree {
    const isLeaf = !(tree instanceof Map) && !Array.isArray(tree);
    if (isLeaf || this.#random.below(6) === 0) return this.#changeNode(tree);
    if (Array.isArray(tree)) {
      if (tree.length === 0) return [this.#anyValue(1)];
      const list = [...(tree as Tree[])];
      const at = this.#random.below(list.length);
      list[at] = this.#change(list[at]!);
      return list;
    }
    const entries = [...(tree as Map<string, Tree>)];
    if (entries.length === 0) return new Map([[this.#anyKey(), this.#anyValue(1)]]);
    const entry = entries[this.#random.below(entries.length)]!;
    return new Map(tree as Map<string, Tree>).set(entry[0], this.#change(entry[1]));
  }

  #changeNode(tree: Tree): Tree {
    const random = this.#random;
    if (tree instanceof Map) return this.#changeMap(new Map(tree as Map<string, Tree>));
    if (Array.isArray(tree)) return this.#changeList([...(tree as Tree[])]);
    if (tree instanceof Uint8Array && random.below(3) === 0) return this.#changeBytes(tree);
    return this.#anyValue(2);
  }

  #changeMap(map: Map<string, Tree>): Tree {
    const keys = [...map.keys()];
    const key = keys[this.#random.below(Math.max(1, keys.length))];
    const choice = this.#random.below(4);
    if (choice === 0) return map.set(this.#anyKey(), this.#anyValue(2));
    if (key === undefined || choice === 1) return this.#anyValue(2);
    const value = map.get(key)!;
    if (choice === 2) map.delete(key);
    else map.set(this.#anyKey(), value);
    return map;
  }

  #changeList(list: Tree[]): Tree {
    const choice = this.#random.below(4);
    if (choice === 0) return [...list, this.#anyValue(2)];
    if (choice === 1) return list.slice(1);
    if (choice === 2 && !this.#hasRepeated) {
      this.#hasRepeated = true;
      return Array.from({ length: this.#random.below(MAX_REPEATS) }, () => list).flat();
    }
    return this.#anyValue(2);
  }

  #changeBytes(bytes: Uint8Array): Uint8Array {
    const length = LENGTHS[this.#random.below(LENGTHS.length)]!;
    return Uint8Array.from({ length }, (_, at) => bytes[at % Math.max(1, bytes.length)] ?? at);
  }

  #anyKey(): string {
    return this.#words[this.#random.below(this.#words.length)]!;
  }

  #anyValue(depth: number): Tree {
    switch (this.#random.below(depth > 0 ? 6 : 4)) {
      case 0:
        return INTEGERS[this.#random.below(INTEGERS.length)]!;
      case 1:
        return Buffer.from(this.#anyKey(), 'latin1');
      case 2:
        return this.#random.bytes(LENGTHS[this.#random.below(LENGTHS.length)]!);
      case 3:
        return this.#random.below(1_000) - 500;
      case 4:
        return [this.#anyValue(depth - 1), this.#anyValue(depth - 1)];
      default:
        return new Map([[this.#anyKey(), this.#anyValue(depth - 1)]]);
    }
  }
}

function treeOf(input: Uint8Array): BencodeValue | null {
  try {
    return decodeBencode(input, { allowTrailing: true });
  } catch {
    return null;
  }
}
