/** The blocks that a peer asked us for and did not get yet, in its order. */
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';

interface BlockRequest {
  piece: number;
  begin: number;
  length: number;
}

/** Requests that we keep for a peer, told to it as `reqq`; what it asks beyond is dropped (libtorrent, Transmission). */
export const MAX_QUEUED_REQUESTS = 2_000;

export class UploadQueue {
  readonly #requests: BlockRequest[] = [];

  get size(): number {
    return this.#requests.length;
  }

  /** Whether there was room for it. */
  add(piece: number, begin: number, length: number): boolean {
    if (this.#requests.length >= MAX_QUEUED_REQUESTS) return false;
    this.#requests.push({ piece, begin, length });
    return true;
  }

  /** Whether it was there, and so will not be answered any more. */
  cancel(piece: number, begin: number, length: number): boolean {
    const at = this.#requests.findIndex(
      (other) => other.piece === piece && other.begin === begin && other.length === length,
    );
    if (at >= 0) this.#requests.splice(at, 1);
    return at >= 0;
  }

  /** Takes all out, oldest first. */
  drain(visit: (piece: number, begin: number, length: number) => void): void {
    for (const { piece, begin, length } of this.#requests.splice(0)) visit(piece, begin, length);
  }

  /**
   * Takes the next requests that follow each other in one piece, so that they are read and sent as one: at
   * most `maxBlocks`, whole blocks all but the last. Null where nothing waits.
   */
  takeRun(maxBlocks: number): BlockRequest | null {
    const first = this.#requests[0];
    if (!first) return null;
    let count = 1;
    let end = first.begin + first.length;
    let lastLength = first.length;
    while (count < maxBlocks && lastLength === BLOCK_BYTES) {
      const next = this.#requests[count];
      if (!next || next.piece !== first.piece || next.begin !== end) break;
      end += next.length;
      lastLength = next.length;
      count++;
    }
    this.#requests.splice(0, count);
    return { piece: first.piece, begin: first.begin, length: end - first.begin };
  }
}
