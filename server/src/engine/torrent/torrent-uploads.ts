/**
 * Serving blocks: the requests of a peer that follow each other are read as one run into shared memory,
 * behind room for their headers, and leave in one socket write. Only verified pieces are ever read. Where a rate
 * limit holds, the runs are as short as what it lets pass at a time.
 */
import type { RateUser } from '../limits/rate-limiter.ts';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import { READ_RUN_BLOCKS } from '../storage/disk-pool.ts';
import { OPERATION } from '../storage/disk-protocol.ts';
import { BLOCK_HEADER_BYTES, writeBlockHeader } from '../wire/message-writer.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

/** Runs that one peer may have between the disk and its socket: 2 MiB, a second of 16 Mbit/s. */
const MAX_RUNS_IN_FLIGHT = 8;
/** A peer that asks this often for what it cannot get is broken or hostile (libtorrent's figure). */
const MAX_INVALID_REQUESTS = 300;
/** Who still asks this long after it was choked does not listen. */
const CHOKE_GRACE_MS = 10_000;

/** A run of blocks in the read slab. */
export interface ReadRun {
  piece: number;
  begin: number;
  length: number;
  offset: number;
}

export class TorrentUploads implements RateUser<PeerConnection> {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  /** Peers that found no memory to read into, in their order. */
  readonly #waiting = new Set<PeerConnection>();

  constructor(state: TorrentState, context: TorrentContext) {
    this.#state = state;
    this.#context = context;
  }

  /** What cannot be served now is refused, where the peer understands that (BEP 6). */
  onRequest(peer: PeerConnection, piece: number, begin: number, length: number): void {
    const isServable =
      length <= BLOCK_BYTES &&
      this.#state.geometry.isValidRequest(piece, begin, length) &&
      this.#state.picker.have.has(piece) &&
      this.#state.superSeeding.mayServe(peer, piece);
    const isQueued =
      isServable &&
      this.#state.isActive &&
      (!peer.isChoking || peer.fast.takeGrant(piece, length)) &&
      peer.uploads.add(piece, begin, length);
    if (isQueued) return;
    peer.rejectRequest(piece, begin, length);
    if (isServable && !this.#wasChokedLongAgo(peer)) return;
    if (++peer.invalidRequests > MAX_INVALID_REQUESTS) peer.close('invalid-requests');
  }

  /** Reads ahead for the peer as far as its share and the limits allow. */
  serve(peer: PeerConnection): void {
    if (!this.#canServe(peer)) return;
    const { uploadAllowance } = this.#state;
    if (!uploadAllowance.isLimited(peer)) this.#read(peer, Infinity);
    else if (uploadAllowance.isAwaited(peer)) uploadAllowance.wait(peer, this);
    else this.useTurn(peer, Infinity);
  }

  /** The limits have room for the peer, or did not have it a moment ago. */
  useTurn(peer: PeerConnection, mostBytes: number): number {
    if (!this.#state.isActive || !this.#canServe(peer)) return 0;
    const { uploadAllowance } = this.#state;
    const bytes = this.#read(peer, Math.min(mostBytes, uploadAllowance.available(peer)));
    if (this.#canServe(peer) && !this.#waiting.has(peer)) uploadAllowance.wait(peer, this);
    return bytes;
  }

  #canServe(peer: PeerConnection): boolean {
    return peer.uploads.size > 0 && peer.runsInFlight < MAX_RUNS_IN_FLIGHT && !peer.isClosed;
  }

  /** Begins to read at most these bytes for the peer; returns how many it were. */
  #read(peer: PeerConnection, mostBytes: number): number {
    const { disk } = this.#context;
    let bytes = 0;
    while (this.#canServe(peer)) {
      const blocks = Math.min(READ_RUN_BLOCKS, Math.floor((mostBytes - bytes) / BLOCK_BYTES));
      if (blocks < 1) break;
      const offset = disk.readSlab.reserve(1);
      if (offset < 0) {
        this.#waiting.add(peer);
        break;
      }
      const run = peer.uploads.takeRun(blocks)!;
      bytes += run.length;
      this.#state.uploadAllowance.take(peer, run.length);
      peer.runsInFlight++;
      disk.submit(
        OPERATION.read,
        this.#state.storage,
        run.piece,
        run.begin,
        run.length,
        offset,
        peer.id,
      );
    }
    return bytes;
  }

  /** The disk has read a run. */
  onRead(run: ReadRun, peerNumber: number, isRead: boolean): void {
    const { piece, begin, length, offset } = run;
    const peer = this.#state.peers.get(peerNumber);
    if (peer) peer.runsInFlight--;
    if (!isRead || !peer || !this.#mayServe(peer, piece)) {
      if (peer) {
        this.#state.uploadAllowance.giveBack(peer, length);
        this.#rejectRun(peer, run);
      }
      this.#release(offset);
      return;
    }
    const { bytes } = this.#context.disk.readSlab;
    let end = offset;
    for (let done = 0; done < length; done += BLOCK_BYTES) {
      const blockBytes = Math.min(BLOCK_BYTES, length - done);
      writeBlockHeader(bytes, end, piece, begin + done, blockBytes);
      end += BLOCK_HEADER_BYTES + blockBytes;
    }
    this.#state.upload.add(length);
    this.#context.traffic.uploadedBytes += length;
    this.#state.isDirty = true;
    peer.runsInFlight++;
    peer.sendBlocks(bytes.subarray(offset, end), length, () => {
      peer.runsInFlight--;
      this.#release(offset);
      this.serve(peer);
    });
  }

  /** A peer is gone. */
  forget(peer: PeerConnection): void {
    this.#waiting.delete(peer);
  }

  /** Memory of another torrent's reads is free again. */
  serveWaiting(): void {
    for (const peer of this.#waiting) {
      this.#waiting.delete(peer);
      this.serve(peer);
      if (this.#context.disk.readSlab.freeUnits === 0) return;
    }
  }

  #mayServe(peer: PeerConnection, piece: number): boolean {
    const isAllowed = !peer.isChoking || peer.fast.isAllowedToPeer(piece);
    return isAllowed && !peer.isClosed && this.#state.isActive;
  }

  #rejectRun(peer: PeerConnection, { piece, begin, length }: ReadRun): void {
    for (let done = 0; done < length; done += BLOCK_BYTES) {
      peer.rejectRequest(piece, begin + done, Math.min(BLOCK_BYTES, length - done));
    }
  }

  /** Requests that a choke crossed on its way are nobody's fault. */
  #wasChokedLongAgo(peer: PeerConnection): boolean {
    const since = this.#context.clock.now() - peer.chokingSince;
    return peer.isChoking && this.#state.isActive && since > CHOKE_GRACE_MS;
  }

  #release(offset: number): void {
    this.#context.disk.readSlab.release(offset, 1);
    this.serveWaiting();
  }
}
