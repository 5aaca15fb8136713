/**
 * The peers of one torrent: who is known, who is connected, who is closed. Invariant: `state.peers` holds
 * each connection exactly while it is open, its pieces are counted in the picker exactly as long, and
 * `usefulPieces` of each is the number of its pieces that are wanted and not had.
 */
import type { PeerEndpoint, PeerSourceName } from '../core/messages.ts';
import { isDialablePeer } from '../net/address-rules.ts';
import { KnownPeers } from '../peer/known-peers.ts';
import { PeerConnection, type PeerListener } from '../peer/peer-connection.ts';
import type { NewPeer, SessionTorrent, TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

/** BEP 3: connections that say nothing for two minutes may be closed; we speak after 100 seconds. */
const IDLE_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_AFTER_MS = 100_000;
/** Dials of one torrent in one second: the session's own limit is over all of them. */
const DIALS_PER_TICK = 10;

export class TorrentSwarm {
  readonly #torrent: SessionTorrent;
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #listener: PeerListener;
  readonly #known: KnownPeers;
  readonly #bannedAddresses = new Set<string>();

  constructor(
    torrent: SessionTorrent,
    state: TorrentState,
    context: TorrentContext,
    listener: PeerListener,
  ) {
    this.#torrent = torrent;
    this.#state = state;
    this.#context = context;
    this.#listener = listener;
    this.#known = new KnownPeers(context.clock);
  }

  /** Addresses to dial; loopback only where the user or a tracker on this machine names them. */
  addEndpoints(
    endpoints: readonly PeerEndpoint[],
    source: PeerSourceName,
    allowLoopback: boolean,
  ): void {
    for (const endpoint of endpoints) {
      if (!isDialablePeer(endpoint, { allowLoopback, allowPrivate: true })) continue;
      this.#known.add(endpoint, source);
    }
    this.dialDue();
  }

  sourceOf(endpoint: PeerEndpoint): PeerSourceName {
    return this.#known.get(endpoint)?.source ?? 'tracker';
  }

  /** Everyone that is known may be dialled at once. */
  refresh(): void {
    this.#known.refresh();
    this.dialDue();
  }

  dialDue(): void {
    if (!this.#state.isActive) return;
    const room = this.#context.limits.maxConnectionsPerDownload - this.#state.peers.size;
    for (const peer of this.#known.due(Math.min(room, DIALS_PER_TICK))) {
      if (!this.#context.mayConnect()) return;
      peer.status = 'dialling';
      this.#context.dial(this.#torrent, peer.endpoint);
    }
  }

  dialFailed(endpoint: PeerEndpoint): void {
    const known = this.#known.get(endpoint);
    if (known) this.#known.ended(known, false);
  }

  /** The dial was not made, for want of a connection: it may be tried again at once. */
  dialPostponed(endpoint: PeerEndpoint): void {
    const known = this.#known.get(endpoint);
    if (known?.status === 'dialling') known.status = 'idle';
  }

  /** A connection whose handshake is done on both sides. Closed where it is not wanted. */
  admit(peer: NewPeer): void {
    if (!this.#mayAdmit(peer)) {
      peer.connection.close();
      if (!peer.incoming) this.dialFailed(peer.connection.remote);
      return;
    }
    const known = this.#known.get(peer.connection.remote);
    if (known && !peer.incoming) known.status = 'connected';
    this.#open(peer);
  }

  /** The peer's bitfield came: it counts from here on. */
  countPieces(peer: PeerConnection): void {
    const { picker } = this.#state;
    peer.isSeed = peer.pieces.isFull;
    if (peer.isSeed) picker.addSeed();
    else picker.addPeer(peer.pieces);
    this.#updateInterest(peer);
  }

  countHave(peer: PeerConnection, piece: number): void {
    const { picker } = this.#state;
    picker.addHave(piece);
    if (peer.pieces.isFull) this.#becomeSeed(peer);
    if (!picker.isWanted(piece)) return;
    peer.usefulPieces++;
    this.#applyInterest(peer);
  }

  /** What is wanted changed, or whether anything is asked for: the useful pieces of all are counted anew. */
  updateInterests(): void {
    for (const peer of this.#state.peers.values()) this.#updateInterest(peer);
  }

  /** A piece that was wanted is had now: who has nothing else of use need not serve us. */
  loseInterest(piece: number): void {
    for (const peer of this.#state.peers.values()) {
      if (!peer.pieces.has(piece)) continue;
      peer.usefulPieces--;
      this.#applyInterest(peer);
    }
  }

  /** Tells everyone of a piece that we have now. */
  broadcastHave(piece: number): void {
    for (const peer of this.#state.peers.values()) if (!peer.isSeed) peer.sendHave(piece);
  }

  /** A connection ended. */
  remove(peer: PeerConnection): void {
    if (!this.#state.peers.delete(peer.id)) return;
    this.#context.connectionClosed();
    const { picker } = this.#state;
    if (peer.isSeed) picker.removeSeed();
    else picker.removePeer(peer.pieces);
    const known = this.#known.get(peer.remote);
    if (known && !peer.incoming) {
      const wasUseful = peer.download.total > 0 || peer.upload.total > 0;
      this.#known.ended(known, wasUseful);
    }
  }

  /** They count as gone at once: who is resumed in the same breath may dial them again. */
  closeAll(): void {
    const peers = [...this.#state.peers.values()];
    for (const peer of peers) peer.close();
    for (const peer of peers) this.#listener.onClosed(peer);
  }

  /** Its address sent bad data: it is not to come back. */
  ban(peer: PeerConnection): void {
    this.#bannedAddresses.add(peer.remote.address);
    const known = this.#known.get(peer.remote);
    if (known) known.status = 'banned';
    peer.close();
  }

  /** Once a second. */
  tick(): void {
    const now = this.#context.clock.now();
    for (const peer of this.#state.peers.values()) {
      peer.download.tick();
      peer.upload.tick();
      peer.keepAlive(KEEP_ALIVE_AFTER_MS);
      if (now - peer.lastReceivedAt > IDLE_TIMEOUT_MS) peer.close();
    }
    this.dialDue();
  }

  /** A paused torrent keeps its connections and takes no new ones. */
  #mayAdmit({ connection, peerId }: NewPeer): boolean {
    if (connection.isClosed || !this.#state.isActive) return false;
    if (this.#bannedAddresses.has(connection.remote.address)) return false;
    const id = Buffer.from(peerId).toString('latin1');
    if (id === Buffer.from(this.#context.peerId).toString('latin1')) return false;
    for (const peer of this.#state.peers.values()) {
      if (peer.peerId === id && !peer.isClosed) return false;
    }
    return this.#state.peers.size < this.#context.limits.maxConnectionsPerDownload;
  }

  #open(init: NewPeer): void {
    const peer = new PeerConnection({
      id: this.#context.nextPeerNumber(),
      connection: init.connection,
      peerId: init.peerId,
      source: init.source,
      incoming: init.incoming,
      pieceCount: this.#state.geometry.pieceCount,
      blockTarget: this.#context.disk.writeSlab.bytes,
      clock: this.#context.clock,
      listener: this.#listener,
    });
    this.#state.peers.set(peer.id, peer);
    this.#context.connectionOpened();
    if (this.#state.picker.have.count > 0) peer.sendBitfield(this.#state.picker.have);
    if (init.supportsExtensions) peer.sendExtensionHandshake(this.#context.extensionHandshake);
    peer.start(init.rest);
  }

  #updateInterest(peer: PeerConnection): void {
    peer.usefulPieces = this.#state.picker.countWanted(peer.pieces);
    this.#applyInterest(peer);
    if (this.#state.isComplete) this.#closeIfUseless(peer);
  }

  #applyInterest(peer: PeerConnection): void {
    peer.setInterested(peer.usefulPieces > 0 && this.#state.isDownloading);
  }

  /** The last piece that it lacked: from now on it is counted once, not piece by piece. */
  #becomeSeed(peer: PeerConnection): void {
    const { picker } = this.#state;
    picker.removePeer(peer.pieces);
    picker.addSeed();
    peer.isSeed = true;
  }

  /** Two that have everything have nothing to say to each other. */
  #closeIfUseless(peer: PeerConnection): void {
    if (peer.isSeed && this.#state.picker.have.isFull) peer.close();
  }
}
