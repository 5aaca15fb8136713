/**
 * What follows from a piece that hashes wrong: whoever is known to have sent wrong bytes is banned, others are not
 * (block-blame.ts decides). Peers may have left before their guilt is known, so their names are kept for a while.
 */
import { BLOCK_STATE } from '../picker/open-piece.ts';
import type { BannablePeer } from '../peer/peer-bans.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import type { BadPiece } from './block-blame.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentRequests } from './torrent-requests.ts';
import type { TorrentState } from './torrent-state.ts';

/** Peers that sent something and left, the last ones. */
const MAX_LEFT = 1_000;

export class TorrentLiars {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #requests: TorrentRequests;
  readonly #ban: (peer: BannablePeer) => void;
  readonly #left = new Map<number, BannablePeer>();
  /** Numbers of the peers that were banned. */
  readonly #known = new Set<number>();

  constructor(
    state: TorrentState,
    context: TorrentContext,
    requests: TorrentRequests,
    ban: (peer: BannablePeer) => void,
  ) {
    this.#state = state;
    this.#context = context;
    this.#requests = requests;
    this.#ban = ban;
  }

  onPieceBad(piece: number, senders: Int32Array): void {
    const { logger } = this.#context;
    const { metainfo, blame } = this.#state;
    const verdict = blame.onBad(piece, senders, (peer) => this.#known.has(peer));
    const peers = new Set(senders);
    logger.warn('piece hashed wrong', { id: metainfo.id, piece, peers: peers.size });
    if ('guilty' in verdict) this.#convict([verdict.guilty]);
    else void this.#investigate(verdict.record, peers);
    this.#requests.topUpAll();
  }

  /** Where an earlier version of the piece was wrong, it is known now in which blocks. */
  onPieceVerified(piece: number, senders: Int32Array): void {
    const peers = new Set(senders);
    for (const number of peers) if (!this.#state.peers.has(number)) peers.delete(number);
    if (this.#state.blame.onProven(peers)) this.#requests.topUpIdle();
    if (this.#state.blame.isInQuestion(piece)) void this.#compare(piece);
  }

  onLeave({ id, peerId, remote, download }: PeerConnection): void {
    this.#state.blame.forget(id);
    if (download.total === 0) return;
    this.#left.set(id, { peerId, remote });
    if (this.#left.size <= MAX_LEFT) return;
    const [oldest] = this.#left.keys();
    this.#left.delete(oldest!);
  }

  /** Asks for the digests before any job that could change what is on the disk. */
  async #investigate(record: BadPiece, peers: ReadonlySet<number>): Promise<void> {
    const { blame, storage } = this.#state;
    const answer = this.#context.disk.digests(storage, record.piece);
    const suspects = new Set([...peers].filter((peer) => blame.isSuspect(peer)));
    if (suspects.size > 0) this.#quarantine(suspects, true);
    record.digests = await answer;
  }

  async #compare(piece: number): Promise<void> {
    const digests = await this.#context.disk.digests(this.#state.storage, piece);
    this.#convict(this.#state.blame.onGood(piece, digests));
    this.#requests.topUpAll();
  }

  #convict(guilty: readonly number[]): void {
    for (const number of guilty) {
      if (this.#known.has(number)) continue;
      this.#known.add(number);
      const peer = this.#state.peers.get(number) ?? this.#left.get(number);
      if (!peer) continue;
      const { id } = this.#state.metainfo;
      const { address } = peer.remote;
      this.#context.logger.warn('peer banned: it sent wrong bytes', { id, peer: address });
      this.#ban(peer);
    }
    if (guilty.length > 0) this.#quarantine(new Set(guilty), false);
  }

  /**
   * Asks nothing more of these peers that others send blocks of too, and what came of them to such pieces and is not
   * written yet is to come again. Where one sent all so far, it goes on alone if `mayGoOn`.
   */
  #quarantine(peers: ReadonlySet<number>, mayGoOn: boolean): void {
    const { picker, blame } = this.#state;
    for (const number of peers) {
      const peer = this.#state.peers.get(number);
      if (peer) this.#requests.withdraw(peer);
    }
    for (const open of picker.openPieces.values()) {
      if (open.isComplete) continue;
      const senders = new Set(open.senders.filter((sender) => sender > 0));
      const [first] = senders;
      if (mayGoOn && senders.size === 1 && peers.has(first!) && this.#serves(first!)) {
        blame.reserve(first!, open.index);
        continue;
      }
      open.senders.forEach((sender, block) => {
        if (!peers.has(sender) || open.states[block] !== BLOCK_STATE.received) return;
        picker.discardBlock(open, block);
      });
    }
  }

  #serves(number: number): boolean {
    const peer = this.#state.peers.get(number);
    return peer !== undefined && !peer.isChoked && !peer.isClosed;
  }
}
