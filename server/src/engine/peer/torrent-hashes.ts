/**
 * Our torrents by what an encrypted handshake (MSE) says of them, HASH('req2', info hash): one look into a map
 * for an incoming connection, however many torrents there are.
 */
import { toHex } from '../core/hex.ts';
import { torrentHash } from '../wire/mse-keys.ts';

export class TorrentHashes {
  readonly #infoHashes = new Map<string, Uint8Array>();

  add(infoHash: Uint8Array): void {
    this.#infoHashes.set(toHex(torrentHash(infoHash)), infoHash);
  }

  delete(infoHash: Uint8Array): void {
    this.#infoHashes.delete(toHex(torrentHash(infoHash)));
  }

  /** The info hash whose hash this is, or null. */
  find(hash: Uint8Array): Uint8Array | null {
    return this.#infoHashes.get(toHex(hash)) ?? null;
  }
}
