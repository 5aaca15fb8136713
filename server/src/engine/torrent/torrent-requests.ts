/**
 * What is asked of peers, and the way of a block from its first byte to its piece on the disk. Requests are
 * topped up at the end of every read in which blocks came, never on a timer but where a rate limit holds: the
 * download rate is limited by what is asked for, so that TCP never has to be stalled.
 */
import type { RateAllowance } from '../limits/rate-allowance.ts';
import type { RateUser } from '../limits/rate-limiter.ts';
import { BLOCK_STATE, CHUNK_BLOCKS, type OpenPiece } from '../picker/open-piece.ts';
import type { PickingPeer } from '../picker/piece-picker.ts';
import { BLOCK_BYTES, type PieceGeometry } from '../pieces/piece-geometry.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import { OPERATION } from '../storage/disk-protocol.ts';
import type { TorrentContext } from './torrent-context.ts';
import { beginOf, type TorrentState } from './torrent-state.ts';

/** Below this share of the window requests are topped up, in one go. */
const TOP_UP_BELOW = 0.75;
/** A peer that owes blocks for this long is snubbed: what it was asked for is asked of others (libtorrent). */
const SNUB_AFTER_MS = 20_000;
/** Unasked bytes after which a peer is closed. */
const MAX_UNREQUESTED_BYTES = 1024 * 1024;
/** An open piece that nobody works on gives its memory back after this long, when others need it. */
const PARK_AFTER_MS = 5_000;

export interface PieceListener {
  /** The disk has the whole piece, and it hashed right; `contributors` as for `onPieceBad`. */
  onPieceVerified(piece: number, contributors: ReadonlySet<number>): void;
  /** It hashed wrong; `contributors` are the numbers of the peers that its blocks came from. */
  onPieceBad(piece: number, contributors: ReadonlySet<number>): void;
}

/** A peer as the picker sees it. */
class AskedPeer implements PickingPeer {
  readonly #peer: PeerConnection;
  readonly #geometry: PieceGeometry;
  readonly #allowance: RateAllowance<PeerConnection>;

  constructor(peer: PeerConnection, { geometry, downloadAllowance }: TorrentState) {
    this.#peer = peer;
    this.#geometry = geometry;
    this.#allowance = downloadAllowance;
  }

  get outstanding(): number {
    return this.#peer.requests.size;
  }

  has(piece: number): boolean {
    return this.#peer.pieces.has(piece);
  }

  isAsked(piece: number, block: number): boolean {
    return this.#peer.requests.has(piece, block);
  }

  ask(piece: number, block: number): void {
    const length = this.#geometry.bytesOfBlock(piece, block);
    this.#allowance.take(this.#peer, length);
    this.#peer.requests.add(piece, block);
    this.#peer.sendRequest(piece, beginOf(block), length);
  }
}

export class TorrentRequests implements RateUser<PeerConnection> {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #listener: PieceListener;
  readonly #askedPeers = new WeakMap<PeerConnection, AskedPeer>();

  constructor(state: TorrentState, context: TorrentContext, listener: PieceListener) {
    this.#state = state;
    this.#context = context;
    this.#listener = listener;
  }

  /** Asks the peer for as much as its window has room for, and the limits allow. */
  topUp(peer: PeerConnection): void {
    const room = this.#roomFor(peer);
    if (room === 0) return;
    const { downloadAllowance } = this.#state;
    if (!downloadAllowance.isLimited(peer)) this.#ask(peer, room);
    else if (downloadAllowance.isAwaited(peer)) downloadAllowance.wait(peer, this);
    else this.useTurn(peer, Infinity);
  }

  /** The limits have room for the peer, or did not have it a moment ago. */
  useTurn(peer: PeerConnection, mostBytes: number): number {
    const room = this.#roomFor(peer);
    if (room === 0) return 0;
    const { downloadAllowance } = this.#state;
    const bytes = Math.min(mostBytes, downloadAllowance.available(peer));
    const count = Math.min(room, Math.floor(bytes / BLOCK_BYTES));
    const asked = count > 0 ? this.#ask(peer, count) : 0;
    if (asked === count && count < room) downloadAllowance.wait(peer, this);
    return asked * BLOCK_BYTES;
  }

  /** A limit is lower than it was: what was asked for under the old one would come at its rate. */
  withdrawLimited(): void {
    for (const peer of this.#state.peers.values()) {
      if (!this.#state.downloadAllowance.isLimited(peer)) continue;
      this.#withdraw(peer);
      this.topUp(peer);
    }
  }

  topUpAll(): void {
    for (const peer of this.#state.peers.values()) this.topUp(peer);
  }

  /** Memory is free again: whoever found none may go on. */
  onMemoryFree(): void {
    if (this.#state.picker.isStarved) this.topUpAll();
  }

  /** Where the block goes; -1 where it was not asked for or is not needed any more. */
  onBlockStart(peer: PeerConnection, piece: number, begin: number, length: number): number {
    const { geometry, picker } = this.#state;
    const block = begin / BLOCK_BYTES;
    const isBlock =
      piece < geometry.pieceCount &&
      Number.isInteger(block) &&
      block < geometry.blocksOfPiece(piece) &&
      length === geometry.bytesOfBlock(piece, block);
    const wasAsked = isBlock && peer.requests.remove(piece, block);
    if (!wasAsked && !this.#mayBeLate(peer, length)) return -1;
    if (!wasAsked) this.#state.downloadAllowance.take(peer, length);
    const open = isBlock ? picker.beginBlock(piece, block, wasAsked) : null;
    if (open === null) return -1;
    peer.incomingPiece = piece;
    peer.incomingBlock = block;
    return open.slabOffsetOf(block);
  }

  onBlockEnd(
    peer: PeerConnection,
    piece: number,
    begin: number,
    length: number,
    isStored: boolean,
  ): void {
    const state = this.#state;
    state.download.add(length);
    const now = this.#context.clock.now();
    peer.lastBlockAt = now;
    peer.window.onBlock();
    if (peer.isSnubbed) this.#unsnub(peer);
    if (!isStored) return;
    peer.incomingPiece = -1;
    const open = state.picker.openPieces.get(piece);
    if (!open) return;
    const block = begin / BLOCK_BYTES;
    open.contributors.add(peer.id);
    if (state.picker.finishBlock(open, block, now) > 0) this.#cancelAtOthers(peer, piece, block);
    const chunk = Math.floor(block / CHUNK_BLOCKS);
    if (open.isChunkDone(chunk)) this.#flushChunk(open, chunk);
  }

  /** The peer will not answer any more: what it was asked for is free for others. */
  releaseAll(peer: PeerConnection): void {
    this.#abortIncoming(peer);
    peer.requests.drain((piece, block) => this.#release(peer, piece, block));
  }

  /** The user's pause: takes requests back, keeps what came, and gives the memory back. */
  withdrawAll(): void {
    for (const peer of this.#state.peers.values()) {
      this.#abortIncoming(peer);
      this.#withdraw(peer);
    }
    this.#park(() => true);
  }

  /** Once a second. */
  tick(): void {
    const now = this.#context.clock.now();
    for (const peer of this.#state.peers.values()) {
      if (peer.requests.size === 0) continue;
      peer.window.tick(peer.download.rate);
      if (now - peer.lastBlockAt > SNUB_AFTER_MS) this.#snub(peer, now);
    }
    if (this.#state.picker.isStarved) {
      this.#park((open) => now - open.lastActiveAt > PARK_AFTER_MS);
    }
  }

  /** The disk answered a write. */
  onWritten(
    { piece, begin, tag }: { piece: number; begin: number; tag: number },
    isLast: boolean,
    outcome: 'right' | 'wrong' | 'failed',
  ): void {
    const { picker, geometry } = this.#state;
    if (tag > 0) {
      const chunk = Math.floor(begin / BLOCK_BYTES / CHUNK_BLOCKS);
      const blocks = Math.min(CHUNK_BLOCKS, geometry.blocksOfPiece(piece) - chunk * CHUNK_BLOCKS);
      this.#context.disk.writeSlab.release(tag - 1, blocks);
    }
    const open = picker.openPieces.get(piece);
    if (!isLast || !open?.isComplete) return;
    picker.closePiece(open, outcome === 'right' ? 'had' : 'missing');
    if (outcome === 'right') this.#listener.onPieceVerified(piece, open.contributors);
    if (outcome === 'wrong') this.#listener.onPieceBad(piece, open.contributors);
  }

  /** Forgets every piece that is not complete, in memory and half written. */
  dropOpenPieces(): void {
    for (const peer of this.#state.peers.values()) this.releaseAll(peer);
    this.#state.freeChunks((offset, blocks) =>
      this.#context.disk.writeSlab.release(offset, blocks),
    );
  }

  /** Blocks that the peer's window has room for; 0 while it is not worth asking, or must not be asked. */
  #roomFor(peer: PeerConnection): number {
    if (!this.#state.isDownloading || peer.isChoked || !peer.isInterested || peer.isClosed) {
      return 0;
    }
    const target = peer.isSnubbed ? 1 : peer.window.target;
    const { size } = peer.requests;
    return size > 0 && size >= target * TOP_UP_BELOW ? 0 : target - size;
  }

  #ask(peer: PeerConnection, count: number): number {
    if (peer.requests.size === 0) peer.lastBlockAt = this.#context.clock.now();
    return this.#state.picker.pick(this.#askedPeer(peer), count);
  }

  /** The block will not come, as far as we know: its bytes may be asked of others. */
  #release(peer: PeerConnection, piece: number, block: number): void {
    this.#state.picker.release(piece, block);
    this.#state.downloadAllowance.giveBack(peer, this.#state.geometry.bytesOfBlock(piece, block));
  }

  /** Takes back all that was asked of the peer. */
  #withdraw(peer: PeerConnection): void {
    peer.requests.drain((piece, block) => {
      this.#release(peer, piece, block);
      peer.sendCancel(piece, beginOf(block), this.#state.geometry.bytesOfBlock(piece, block));
      peer.lateBlocks++;
    });
  }

  #askedPeer(peer: PeerConnection): AskedPeer {
    const known = this.#askedPeers.get(peer) ?? new AskedPeer(peer, this.#state);
    this.#askedPeers.set(peer, known);
    return known;
  }

  /** A block that was asked for once and given up may still come, and is welcome; others are not. */
  #mayBeLate(peer: PeerConnection, length: number): boolean {
    if (peer.lateBlocks > 0) {
      peer.lateBlocks--;
      return true;
    }
    peer.unrequestedBytes += length;
    if (peer.unrequestedBytes > MAX_UNREQUESTED_BYTES) peer.close();
    return false;
  }

  #abortIncoming(peer: PeerConnection): void {
    if (peer.incomingPiece < 0) return;
    this.#state.picker.abortBlock(peer.incomingPiece, peer.incomingBlock);
    peer.abandonBlock();
  }

  /** Asks it for one block at a time until it answers; libtorrent does not drop such a peer either. */
  #snub(peer: PeerConnection, now: number): void {
    peer.isSnubbed = true;
    peer.window.collapse();
    peer.lateBlocks += peer.requests.size;
    this.releaseAll(peer);
    peer.lastBlockAt = now;
    this.topUpAll();
  }

  #unsnub(peer: PeerConnection): void {
    peer.isSnubbed = false;
    peer.window.restart();
  }

  /** End game: who was asked for the same block need not send it. */
  #cancelAtOthers(sender: PeerConnection, piece: number, block: number): void {
    for (const peer of this.#state.peers.values()) {
      if (peer === sender || !peer.requests.remove(piece, block)) continue;
      const length = this.#state.geometry.bytesOfBlock(piece, block);
      this.#state.downloadAllowance.giveBack(peer, length);
      peer.sendCancel(piece, beginOf(block), length);
      peer.lateBlocks++;
      this.topUp(peer);
    }
  }

  /** Writes the chunk's blocks that are in memory, in as few runs as they form, and gives the memory back. */
  #flushChunk(open: OpenPiece, chunk: number): void {
    const offset = open.chunkOffsets[chunk]!;
    open.chunkOffsets[chunk] = -1;
    const runs = this.#takeRuns(open, chunk);
    runs.forEach(({ block, count }, at) => {
      const isLastRun = at === runs.length - 1;
      const begin = beginOf(block);
      const end = Math.min(beginOf(block + count), this.#state.geometry.bytesOfPiece(open.index));
      this.#context.disk.submit(
        isLastRun && open.isComplete ? OPERATION.writeLast : OPERATION.write,
        this.#state.storage,
        open.index,
        begin,
        end - begin,
        offset + beginOf(block - chunk * CHUNK_BLOCKS),
        isLastRun ? offset + 1 : 0,
      );
    });
  }

  /** The runs of received blocks of a chunk, which count as written from here on. */
  #takeRuns(open: OpenPiece, chunk: number): { block: number; count: number }[] {
    const runs: { block: number; count: number }[] = [];
    const first = chunk * CHUNK_BLOCKS;
    for (let block = first; block < first + open.blocksOfChunk(chunk); block++) {
      if (open.states[block] !== BLOCK_STATE.received) continue;
      open.states[block] = BLOCK_STATE.written;
      const last = runs.at(-1);
      if (last && last.block + last.count === block) last.count++;
      else runs.push({ block, count: 1 });
    }
    return runs;
  }

  /** Moves what lies in memory of the chosen open pieces to the disk, where nobody is sending to them. */
  #park(isChosen: (open: OpenPiece) => boolean): void {
    for (const open of this.#state.picker.openPieces.values()) {
      if (open.isComplete || !isChosen(open)) continue;
      for (let chunk = 0; chunk < open.chunkOffsets.length; chunk++) {
        const offset = open.chunkOffsets[chunk]!;
        if (offset < 0 || open.isChunkBusy(chunk)) continue;
        const hasBlocks = this.#holdsBlocks(open, chunk);
        if (hasBlocks) this.#flushChunk(open, chunk);
        else {
          open.chunkOffsets[chunk] = -1;
          this.#context.disk.writeSlab.release(offset, open.blocksOfChunk(chunk));
        }
      }
      const isUntouched = open.freeBlocks === open.blockCount;
      if (isUntouched) this.#state.picker.closePiece(open, 'missing');
    }
  }

  #holdsBlocks(open: OpenPiece, chunk: number): boolean {
    const first = chunk * CHUNK_BLOCKS;
    return open.states
      .subarray(first, first + open.blocksOfChunk(chunk))
      .includes(BLOCK_STATE.received);
  }
}
