/**
 * How much fits into an answer. An answer stays below what passes every path in one packet, and one to an asker that
 * did not prove its address may be held to a multiple of its question (hardening against reflection). Figures
 * are those of the bencoded fields.
 */
import type { AddressFamily } from '../net/address.ts';
import { ID_BYTES } from './dht-limits.ts';

/** Fits an IPv6 packet of 1,500 bytes with room for a tunnel. */
export const MAX_ANSWER_BYTES = 1_400;
/** The dictionaries, `ip`, `id`, a token, `y` and the names of all, without transaction id and version. */
const ENVELOPE_BYTES = 94;
/** Name and length of a list of nodes or peers. */
const LIST_BYTES = 12;
const NODE_BYTES: Readonly<Record<AddressFamily, number>> = { 4: 26, 6: 38 };
/** With their length before them. */
const PEER_BYTES: Readonly<Record<AddressFamily, number>> = { 4: 8, 6: 21 };
/** Both filters of BEP 33 with their names. */
const SCRAPE_BYTES = 2 * (6 + 4 + 256);
/** Name, interval and number of BEP 51's samples. */
const SAMPLES_FRAME_BYTES = 41;
/** Names, key, signature and number of a signed item. */
const ITEM_FRAME_BYTES = 140;

/** Bytes that are left in an answer. Everything that goes in is taken from it first. */
export class AnswerRoom {
  #left: number;

  /** `envelopeBytes`: of the transaction id and the version. */
  constructor(maxBytes: number, envelopeBytes: number) {
    this.#left = Math.min(maxBytes, MAX_ANSWER_BYTES) - ENVELOPE_BYTES - envelopeBytes;
  }

  /** How many nodes may go in, of as many; at most that share of what is left. */
  takeNodes(family: AddressFamily, wanted: number, share: number): number {
    return this.#takeList(NODE_BYTES[family], wanted, share, LIST_BYTES);
  }

  takePeers(family: AddressFamily, wanted: number): number {
    return this.#takeList(PEER_BYTES[family], wanted, 1, LIST_BYTES);
  }

  takeSamples(wanted: number): number {
    return this.#takeList(ID_BYTES, wanted, 1, SAMPLES_FRAME_BYTES);
  }

  takeScrape(): boolean {
    return this.#take(SCRAPE_BYTES);
  }

  takeItem(valueBytes: number): boolean {
    return this.#take(ITEM_FRAME_BYTES + valueBytes);
  }

  #takeList(entryBytes: number, wanted: number, share: number, frameBytes: number): number {
    const room = Math.floor((this.#left * share - frameBytes) / entryBytes);
    const count = Math.min(wanted, Math.max(0, room));
    if (count > 0) this.#left -= frameBytes + count * entryBytes;
    return count;
  }

  #take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}
