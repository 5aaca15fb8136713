/**
 * What is asked of peers, and the way of a block from its first byte to its piece on the disk. Requests are
 * topped up at the end of every read in which blocks came, never on a timer but where a rate limit holds: the
 * download rate is limited by what is asked for, so that TCP never has to be stalled.
 */
import type { RateUser } from '../limits/rate-limiter.ts';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import { AskedPeer } from './asked-peer.ts';
import type { BlockMemory } from './block-memory.ts';
import { takeBusyBlock } from './end-game.ts';
import type { TorrentContext } from './torrent-context.ts';
import { beginOf, type TorrentState } from './torrent-state.ts';

/** Below this share of the window requests are topped up, in one go. */
const TOP_UP_BELOW = 0.75;
/** A request that was passed over for this long while later ones were answered is given to others. */
const PASSED_OVER_MS = 30_000;
/** A tick that comes later than this says that this thread was stuck, and nothing of the peers. */
const LATE_TICK_MS = 2_500;
/** Unasked bytes after which a peer is closed. */
const MAX_UNREQUESTED_BYTES = 1024 * 1024;
/** An open piece that nobody works on gives its memory back after this long, when others need it. */
const PARK_AFTER_MS = 5_000;

export interface PieceListener {
  /** The disk has the whole piece, and it hashed right; `senders` has the number of the peer of each block. */
  onPieceVerified(piece: number, senders: Int32Array): void;
  /** It hashed wrong. */
  onPieceBad(piece: number, senders: Int32Array): void;
}

export class TorrentRequests implements RateUser<PeerConnection> {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #listener: PieceListener;
  readonly #memory: BlockMemory;
  readonly #askedPeers = new WeakMap<PeerConnection, AskedPeer>();
  /** Blocks were given back that idle peers may take. */
  #wasReleased = false;
  #lastTickAt = -Infinity;

  constructor(
    state: TorrentState,
    context: TorrentContext,
    memory: BlockMemory,
    listener: PieceListener,
  ) {
    this.#state = state;
    this.#context = context;
    this.#listener = listener;
    this.#memory = memory;
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

  topUpAll(): void {
    for (const peer of this.#state.peers.values()) this.topUp(peer);
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

  /** At the end of a peer's turn: what it gave back may be for those that had nothing to do. */
  onTurnEnd(peer: PeerConnection): void {
    this.topUp(peer);
    if (this.#wasReleased) this.topUpIdle();
  }

  /** The peer has more to give than before. */
  onOffer(peer: PeerConnection): void {
    this.#askedPeer(peer).barrenAt = -1;
  }

  /** Without BEP 6 a choke ends all requests; with it, the peer says of each whether it will answer. */
  onChoked(peer: PeerConnection): void {
    if (!peer.isFast) this.releaseAll(peer);
  }

  /** It will not answer the request (BEP 6). What it refuses without choking us is not asked of it again soon. */
  onReject(peer: PeerConnection, piece: number, begin: number): void {
    const block = begin / BLOCK_BYTES;
    if (peer.fast.takeCancelled(piece, block) || !peer.requests.remove(piece, block)) {
      if (peer.lateBlocks > 0) peer.lateBlocks--;
      return;
    }
    this.#release(peer, piece, block);
    if (peer.isChoked) peer.fast.allowedToUs.delete(piece);
    else peer.fast.refuse(piece, this.#context.clock.now());
  }

  /** Memory is free again: whoever found none may go on. */
  onMemoryFree(): void {
    const { picker } = this.#state;
    if (!picker.isStarved) return;
    picker.isStarved = false;
    this.topUpAll();
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
    if (isBlock) peer.fast.takeCancelled(piece, block);
    const wasAsked = isBlock && peer.requests.remove(piece, block);
    if (!wasAsked && !this.#mayBeLate(peer, length)) return -1;
    if (isBlock && !this.#state.mayTake(peer, piece)) {
      if (wasAsked) picker.release(piece, block);
      return -1;
    }
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
    this.#context.traffic.downloadedBytes += length;
    const now = this.#context.clock.now();
    peer.answerTimes.add(now - peer.lastBlockAt);
    peer.lastBlockAt = now;
    peer.window.onBlock();
    if (peer.isSnubbed) this.#unsnub(peer);
    if (!isStored) return;
    peer.incomingPiece = -1;
    const open = state.picker.openPieces.get(piece);
    if (!open) return;
    const block = begin / BLOCK_BYTES;
    open.senders[block] = peer.id;
    state.isDirty = true;
    if (state.picker.finishBlock(open, block, now) > 0) this.#cancelAtOthers(peer, piece, block);
    this.#memory.onBlock(open, block);
  }

  /** The peer will not answer any more: what it was asked for is free for others. */
  releaseAll(peer: PeerConnection): void {
    this.#abortIncoming(peer);
    peer.requests.drain((piece, block) => this.#release(peer, piece, block));
    this.#state.picker.disown(peer.id);
    this.#state.blame.release(peer.id);
  }

  /** The peer has this piece no longer. */
  releasePiece(peer: PeerConnection, piece: number): void {
    peer.requests.drainPiece(piece, (block) => this.#release(peer, piece, block));
  }

  /** The user's pause: takes requests back, keeps what came, and gives the memory back. */
  withdrawAll(): void {
    for (const peer of this.#state.peers.values()) this.withdraw(peer);
    this.#memory.park(() => true);
  }

  /** Takes back all that was asked of the peer, and what of it is arriving is not kept. */
  withdraw(peer: PeerConnection): void {
    this.#abortIncoming(peer);
    this.#withdraw(peer);
  }

  /** Once a second. */
  tick(): void {
    const now = this.#context.clock.now();
    const isOnTime = now - this.#lastTickAt < LATE_TICK_MS;
    this.#lastTickAt = now;
    this.#state.picker.peerCount = this.#state.peers.size;
    for (const peer of this.#state.peers.values()) {
      if (peer.fast.forgive(now)) this.onOffer(peer);
      if (peer.requests.size === 0) continue;
      if (!peer.isSnubbed) peer.window.tick(peer.download.rate);
      if (isOnTime) this.#giveUpWaiting(peer, now);
    }
    this.#hasten(now);
    this.topUpIdle();
    if (this.#state.picker.isStarved) {
      this.#memory.park((open) => now - open.lastActiveAt > PARK_AFTER_MS);
    }
  }

  /** The disk answered a write. */
  onWritten(
    { piece, begin, tag }: { piece: number; begin: number; tag: number },
    isLast: boolean,
    outcome: 'right' | 'wrong' | 'failed',
  ): void {
    const { picker } = this.#state;
    this.#memory.onWritten(piece, begin, tag, outcome === 'failed');
    const open = picker.openPieces.get(piece);
    if (!isLast || !open?.isComplete) return;
    picker.closePiece(open, outcome === 'right' ? 'had' : 'missing');
    if (outcome === 'right') this.#state.deadlines.onHad(piece);
    if (outcome === 'right') this.#listener.onPieceVerified(piece, open.senders);
    if (outcome === 'wrong') this.#listener.onPieceBad(piece, open.senders);
  }

  /** Forgets every piece that is not complete, in memory and half written. */
  dropOpenPieces(): void {
    for (const peer of this.#state.peers.values()) this.releaseAll(peer);
    this.#memory.dropOpenPieces();
  }

  /** Blocks that the peer's window has room for; 0 while it is not worth asking, or must not be asked. */
  #roomFor(peer: PeerConnection): number {
    if (!this.#state.isDownloading || !peer.isInterested || peer.isClosed) return 0;
    if (peer.isChoked && peer.fast.allowedToUs.size === 0) return 0;
    const target = peer.isSnubbed ? 1 : peer.window.target;
    const { size } = peer.requests;
    return size > 0 && size >= target * TOP_UP_BELOW ? 0 : target - size;
  }

  /** Asks for at most so many blocks; returns how many it were. */
  #ask(peer: PeerConnection, count: number): number {
    const { picker, peers } = this.#state;
    const most = Math.min(count, this.#trialBlocks(peer));
    if (most === 0) return 0;
    const wasIdle = peer.requests.size === 0;
    const asked = this.#askedPeer(peer);
    let blocks = this.#pick(asked, most);
    // What a newcomer found nothing of it may begin when its piece is complete.
    if (!this.#state.blame.isProven(peer.id)) asked.barrenAt = -1;
    const isUseless = blocks === 0 && wasIdle && !peer.isChoked;
    if (isUseless && takeBusyBlock(picker, asked, peers.values())) blocks = 1;
    if (wasIdle && blocks > 0) peer.lastBlockAt = this.#context.clock.now();
    return blocks;
  }

  /** Of a peer that chokes us only what it allowed; suggested pieces before others (BEP 6). */
  #pick(asked: AskedPeer, count: number): number {
    const { picker } = this.#state;
    const { fast, isChoked } = asked.peer;
    if (isChoked) return picker.pickAmong(asked, fast.allowedToUs, count);
    let picked = 0;
    if (fast.suggested.length > 0) picked = picker.pickAmong(asked, fast.suggested, count);
    return picked + picker.pick(asked, count - picked);
  }

  /** Blocks that there are for a newcomer, which is held to one piece (block-blame.ts). */
  #trialBlocks(peer: PeerConnection): number {
    const { blame, picker } = this.#state;
    return picker.openPieces.get(blame.trialOf(peer.id))?.freeBlocks ?? Infinity;
  }

  #hasten(now: number): void {
    const { deadlines, peers, isDownloading } = this.#state;
    if (deadlines.isEmpty || !isDownloading) return;
    deadlines.tick(
      [...peers.values()].map((peer) => this.#askedPeer(peer)),
      now,
    );
  }

  /** Those that nothing is asked of: what others gave back, or are slow with, may be for them. */
  topUpIdle(): void {
    this.#wasReleased = false;
    if (!this.#state.isDownloading) return;
    const idle = [...this.#state.peers.values()].filter((peer) => peer.requests.size === 0);
    for (const peer of idle) if (!peer.isSnubbed) this.topUp(peer);
    for (const peer of idle) if (peer.isSnubbed) this.topUp(peer);
  }

  /** The block will not come, as far as we know: its bytes may be asked of others. */
  #release(peer: PeerConnection, piece: number, block: number): void {
    this.#state.picker.release(piece, block);
    this.#state.downloadAllowance.giveBack(peer, this.#state.geometry.bytesOfBlock(piece, block));
    this.#wasReleased = true;
  }

  /** Takes back all that was asked of the peer. */
  #withdraw(peer: PeerConnection): void {
    peer.requests.drain((piece, block) => {
      this.#release(peer, piece, block);
      peer.sendCancel(piece, beginOf(block), this.#state.geometry.bytesOfBlock(piece, block));
      peer.lateBlocks++;
    });
  }

  #giveUpWaiting(peer: PeerConnection, now: number): void {
    if (now - peer.lastBlockAt > peer.answerTimes.timeoutMs) {
      this.#snub(peer, now);
      return;
    }
    const { isOutOfOrder, oldestAskedAt } = peer.requests;
    if (!isOutOfOrder || now - oldestAskedAt < PASSED_OVER_MS) return;
    peer.requests.takeOldest((piece, block) => this.#release(peer, piece, block));
    peer.lateBlocks++;
  }

  #askedPeer(peer: PeerConnection): AskedPeer {
    const known = this.#askedPeers.get(peer) ?? new AskedPeer(peer, this.#state);
    this.#askedPeers.set(peer, known);
    return known;
  }

  /** A block that was asked for once and given up may still come, and is welcome; others are not. */
  #mayBeLate(peer: PeerConnection, length: number): boolean {
    this.#state.downloadAllowance.take(peer, length); // its request was given back, or never made
    if (peer.lateBlocks > 0) {
      peer.lateBlocks--;
      return true;
    }
    peer.unrequestedBytes += length;
    if (peer.unrequestedBytes > MAX_UNREQUESTED_BYTES) peer.close('unrequested-data');
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
}
