/**
 * The peers of one torrent: who is known, who is connected, who is closed. Invariant: `state.peers` holds
 * each connection exactly while it is open, its pieces are counted in the picker exactly as long, and
 * `usefulPieces` of each is the number of its pieces that are wanted and not had.
 */
import type { DiscoveryReport, PeerEndpoint, PeerSourceName } from '../core/messages.ts';
import { addressFamily, parseAddress } from '../net/address.ts';
import {
  addressScope,
  isDialablePeer,
  strangerPeerRules,
  type PeerRules,
} from '../net/address-rules.ts';
import { countSources, KnownPeers, type KnownPeer } from '../peer/known-peers.ts';
import { judgeNewcomer, mayShare, type Verdict } from '../peer/newcomer.ts';
import { PeerBans, type BannablePeer } from '../peer/peer-bans.ts';
import { PeerConnection, type PeerListener } from '../peer/peer-connection.ts';
import { peerPriority } from '../peer/peer-priority.ts';
import { CROWDED_SHARE, TURNOVER_INTERVAL_MS, worstPeers } from '../peer/turnover.ts';
import { ALLOWED_FAST_PIECES, allowedFastSet } from '../wire/allowed-fast.ts';
import { introduce } from './introduction.ts';
import type { NewPeer, SessionTorrent, TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

/** BEP 3: connections that say nothing for two minutes may be closed; we speak after 100 seconds. */
const IDLE_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_AFTER_MS = 100_000;
/** Addresses that a seed takes from DHT, LSD and PEX: ten thousand seeds must not fill the memory with strangers. */
const KNOWN_BY_SEED = 100;
/** Dials of one torrent in one second: the session's own limit is over all of them. */
const DIALS_PER_TICK = 10;

type Admission =
  Verdict<PeerConnection> | { kind: 'refuse'; reason: 'not-wanted' | 'banned' | 'limit' };

export class TorrentSwarm {
  readonly #torrent: SessionTorrent;
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #listener: PeerListener;
  readonly #known: KnownPeers;
  readonly #bans = new PeerBans();
  /** Where each connected peer can be dialled, of those that were. */
  readonly #knownOf = new Map<PeerConnection, KnownPeer>();
  #nextTurnoverAt = 0;

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
    this.#known = new KnownPeers({
      clock: context.clock,
      capacity: context.limits.maxKnownPeers,
      priorityOf: (endpoint) => this.#priorityOf(endpoint),
    });
  }

  /** Addresses to dial, as far as whoever names them may. */
  addEndpoints(endpoints: readonly PeerEndpoint[], source: PeerSourceName, rules: PeerRules): void {
    for (const endpoint of endpoints) this.#addEndpoint(endpoint, source, rules);
    this.#context.wake(this.#torrent);
    this.dialDue();
  }

  /** A peer that dialled us says where it listens: it may be dialled there when the connection is lost. */
  noteListenPort(peer: PeerConnection, port: number): void {
    if (!peer.incoming || this.#knownOf.has(peer)) return;
    const { address } = peer.remote;
    const endpoint = { address, port };
    this.#addEndpoint(endpoint, 'incoming', strangerPeerRules(address));
    const known = this.#known.get(endpoint);
    if (known?.status === 'idle') this.#noteConnected(peer, known);
  }

  /** Whether there is somebody to dial, now or later. */
  get mayDial(): boolean {
    return this.#state.isActive && this.#known.mayBeDialled;
  }

  /** Whether it is worth looking for more addresses: a seed is found by others, and keeps few. */
  get wantsEndpoints(): boolean {
    const { isActive, isComplete } = this.#state;
    return isActive && (!isComplete || this.#known.size < KNOWN_BY_SEED);
  }

  /** Known addresses, and connected peers, by who named them first. */
  get sources(): Pick<DiscoveryReport, 'known' | 'connected'> {
    const connected = countSources(this.#state.peers.values());
    return { known: countSources(this.#known.all), connected };
  }

  sourceOf(endpoint: PeerEndpoint): PeerSourceName {
    return this.#known.get(endpoint)?.source ?? 'tracker';
  }

  /** Everyone that is known may be dialled at once. */
  refresh(): void {
    this.#known.refresh();
    this.dialDue();
  }

  /** Somebody outside says where we are seen from: BEP 40 ranks peers by it. */
  learnOwnAddress(address: string): void {
    const { externalAddresses } = this.#context;
    const family = addressFamily(address);
    if (addressScope(address) !== 'public' || externalAddresses.get(family) === address) return;
    externalAddresses.set(family, address);
    this.#known.rank();
  }

  dialDue(): void {
    if (!this.#state.isActive) return;
    this.#known.passesOverSeeds = this.#state.isComplete;
    const room = this.#context.limits.maxConnectionsPerDownload - this.#state.peers.size;
    if (room <= 0 || !this.#context.mayConnect()) return;
    for (const peer of this.#due(Math.min(room, DIALS_PER_TICK))) {
      if (!this.#context.mayConnect()) return;
      peer.status = 'dialling';
      this.#context.dial(this.#torrent, peer.endpoint, peer.workedEncrypted);
    }
  }

  dialFailed(endpoint: PeerEndpoint): void {
    this.#context.wake(this.#torrent);
    const known = this.#known.get(endpoint);
    if (known) this.#known.ended(known, false);
  }

  /** The dial was not made, for want of a connection: it may be tried again at once. */
  dialPostponed(endpoint: PeerEndpoint): void {
    this.#context.wake(this.#torrent);
    const known = this.#known.get(endpoint);
    if (known) this.#known.postpone(known);
  }

  /** A connection whose handshake is done on both sides. Closed where it is not wanted. */
  admit(peer: NewPeer): void {
    this.#context.wake(this.#torrent);
    const verdict = this.#judge(peer);
    if (verdict.kind === 'refuse') {
      peer.transport.close();
      this.#context.countClose(verdict.reason);
      if (!peer.incoming) this.#noteRefusal(peer.transport.remote, verdict);
      return;
    }
    const { replaced } = verdict;
    replaced?.close('duplicate');
    const opened = this.#open(peer);
    const known = peer.incoming
      ? replaced && this.#knownOf.get(replaced)
      : this.#known.get(peer.transport.remote);
    if (replaced) this.#knownOf.delete(replaced);
    if (known) this.#noteConnected(opened, known);
    opened.start(peer.rest);
  }

  /** The peer's bitfield came: it counts from here on. */
  countPieces(peer: PeerConnection): void {
    const { picker } = this.#state;
    peer.isSeed = peer.pieces.isFull;
    if (peer.isSeed) picker.addSeed();
    else picker.addPeer(peer.pieces);
    this.#updateInterest(peer);
    this.#allowFast(peer);
  }

  countHave(peer: PeerConnection, piece: number): void {
    const { picker } = this.#state;
    picker.addHave(piece);
    if (peer.pieces.isFull) this.#becomeSeed(peer);
    this.#state.superSeeding.onHave(peer, piece);
    if (!picker.isWanted(piece)) return;
    peer.usefulPieces++;
    this.#applyInterest(peer);
  }

  /** The peer has a piece no longer (BEP 54). */
  countLost(peer: PeerConnection, piece: number): void {
    const { picker } = this.#state;
    if (peer.isSeed) {
      picker.removeSeed();
      picker.addPeer(peer.pieces);
      peer.isSeed = false;
    }
    picker.removeHave(piece);
    peer.pieces.delete(piece);
    this.#updateInterest(peer);
  }

  /** Whether it wants pieces has changed (BEP 21). */
  onUploadOnly(peer: PeerConnection): void {
    if (this.#state.isComplete) this.#closeIfUseless(peer);
  }

  /** Tells who asked to be told whether we want more pieces (BEP 21). */
  broadcastUploadOnly(): void {
    for (const peer of this.#state.peers.values()) peer.sendUploadOnly(this.#state.isComplete);
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
    this.#state.superSeeding.forget(peer);
    this.#context.countClose(peer.closeReason);
    const { address } = peer.remote;
    this.#context.logger.debug('peer closed', { peer: address, reason: peer.closeReason });
    const { picker } = this.#state;
    if (peer.isSeed) picker.removeSeed();
    else picker.removePeer(peer.pieces);
    const known = this.#knownOf.get(peer);
    this.#knownOf.delete(peer);
    const wasUseful = peer.download.total > 0 || peer.upload.total > 0;
    if (known) {
      known.isSeed = peer.isSeed || peer.isUploadOnly;
      this.#known.ended(known, wasUseful);
    }
    if (wasUseful) this.#noteOtherAddresses(peer);
  }

  /** They count as gone at once: who is resumed in the same breath may dial them again. */
  closeAll(): void {
    const peers = [...this.#state.peers.values()];
    for (const peer of peers) peer.close('not-wanted');
    for (const peer of peers) this.#listener.onClosed(peer);
  }

  /** It sent bad data, and is not to come back, though it may have left before that was known. */
  ban(culprit: BannablePeer): void {
    this.#bans.add(culprit);
    for (const peer of this.#state.peers.values()) if (this.#bans.has(peer)) peer.close('banned');
  }

  /** The user keeps out other addresses than before: whoever has one of them goes. */
  applyUserBans(): void {
    const isOut = ({ address }: PeerEndpoint): boolean => this.#context.isBanned(address);
    this.#known.forget(isOut);
    for (const peer of this.#state.peers.values()) if (isOut(peer.remote)) peer.close('banned');
  }

  /** Forgives a peer that sent bad data; false where it was not banned. */
  liftBan(address: string): boolean {
    const wasBanned = this.#bans.delete(address);
    if (wasBanned) this.#state.isDirty = true;
    return wasBanned;
  }

  /** Those that are known by their address alone, the last ones. */
  get bannedAddresses(): string[] {
    return this.#bans.addresses;
  }

  /** Of an earlier run. */
  banAddresses(addresses: readonly string[]): void {
    this.#bans.addAddresses(addresses);
  }

  /** Once a second. */
  tick(): void {
    const now = this.#context.clock.now();
    for (const peer of this.#state.peers.values()) {
      peer.tickRates();
      peer.keepAlive(KEEP_ALIVE_AFTER_MS);
      if (now - peer.lastReceivedAt > IDLE_TIMEOUT_MS) peer.close('idle');
    }
    this.#state.superSeeding.tick();
    if (now >= this.#nextTurnoverAt) this.#turnOver(now);
    this.dialDue();
  }

  #addEndpoint(endpoint: PeerEndpoint, source: PeerSourceName, rules: PeerRules): void {
    if (!isDialablePeer(endpoint, rules)) return;
    if (this.#isOurs(endpoint) || this.#context.isBanned(endpoint.address)) return;
    this.#known.add(endpoint, source);
  }

  #due(count: number): KnownPeer[] {
    const { allowSeveralPerAddress } = this.#context.limits;
    let connected: Set<string> | null = null;
    return this.#known.due(count, (endpoint) => {
      if (this.#bans.hasEndpoint(endpoint)) return false;
      if (mayShare(endpoint.address, allowSeveralPerAddress)) return true;
      connected ??= new Set([...this.#state.peers.values()].map(({ remote }) => remote.address));
      return !connected.has(endpoint.address);
    });
  }

  /** Where places are scarce and others wait, the worst go. */
  #turnOver(now: number): void {
    this.#nextTurnoverAt = now + TURNOVER_INTERVAL_MS;
    const { peers } = this.#state;
    const crowd = this.#context.limits.maxConnectionsPerDownload * CROWDED_SHARE;
    const isCrowded = peers.size > crowd || !this.#context.mayConnect();
    if (!isCrowded || this.#due(1).length === 0) return;
    for (const peer of worstPeers(peers.values(), now)) peer.close('turnover');
  }

  #priorityOf(endpoint: PeerEndpoint): number {
    const { externalAddresses, listenPort, random } = this.#context;
    const own = externalAddresses.get(addressFamily(endpoint.address));
    if (own === undefined) return random.below(2 ** 32);
    return peerPriority(
      { address: parseAddress(own)!, port: listenPort },
      { address: parseAddress(endpoint.address)!, port: endpoint.port },
    );
  }

  #isOurs({ address, port }: PeerEndpoint): boolean {
    const { externalAddresses, listenPort } = this.#context;
    return port === listenPort && externalAddresses.get(addressFamily(address)) === address;
  }

  /** A paused torrent keeps its connections and takes no new ones. */
  #judge({ transport, handshake, incoming }: NewPeer): Admission {
    if (transport.isClosed || !this.#state.isActive) {
      return { kind: 'refuse', reason: 'not-wanted' };
    }
    const { limits, clock } = this.#context;
    const newcomer = { peerId: textOf(handshake.peerId), remote: transport.remote, incoming };
    const isOut = this.#context.isBanned(newcomer.remote.address) || this.#bans.has(newcomer);
    if (isOut) return { kind: 'refuse', reason: 'banned' };
    const verdict = judgeNewcomer(newcomer, this.#state.peers.values(), {
      peerId: textOf(this.#context.peerId),
      allowSeveralPerAddress: limits.allowSeveralPerAddress,
      now: clock.now(),
    });
    const isFull = this.#state.peers.size >= limits.maxConnectionsPerDownload;
    if (verdict.kind === 'admit' && verdict.replaced === null && isFull) {
      return { kind: 'refuse', reason: 'limit' };
    }
    return verdict;
  }

  /** What the end of a dial says of the address. */
  #noteRefusal(endpoint: PeerEndpoint, refusal: Admission & { kind: 'refuse' }): void {
    const known = this.#known.get(endpoint);
    if (!known) return;
    if (refusal.reason === 'ourselves') {
      known.status = 'refused';
    } else if (refusal.reason === 'limit') {
      this.#known.postpone(known);
    } else if (refusal.reason === 'duplicate' && !this.#knownOf.has(refusal.of)) {
      this.#noteConnected(refusal.of, known);
    } else {
      this.#known.ended(known, false);
    }
  }

  /** Where else a peer said that it can be reached (BEP 10): not to be dialled while it is connected. */
  #noteOtherAddresses(peer: PeerConnection): void {
    const { said } = peer.extensions;
    if (this.#state.metainfo.private || said === null || said.port === null) return;
    const rules = strangerPeerRules(peer.remote.address);
    for (const address of [said.ipv4, said.ipv6]) {
      if (address === null) continue;
      this.#addEndpoint({ address, port: said.port }, 'incoming', rules);
    }
  }

  #noteConnected(peer: PeerConnection, known: KnownPeer): void {
    known.status = 'connected';
    known.workedEncrypted = peer.encryption !== 'none';
    this.#knownOf.set(peer, known);
  }

  #open(init: NewPeer): PeerConnection {
    const peer = new PeerConnection({
      id: this.#context.nextPeerNumber(),
      transport: init.transport,
      encryption: init.encryption,
      peerId: init.handshake.peerId,
      source: init.source,
      incoming: init.incoming,
      isFast: init.handshake.supportsFast,
      pieceCount: this.#state.geometry.pieceCount,
      blockTarget: this.#context.disk.writeSlab.bytes,
      clock: this.#context.clock,
      listener: this.#listener,
    });
    this.#state.peers.set(peer.id, peer);
    this.#context.connectionOpened();
    peer.sendPieces(this.#state.superSeeding.piecesFor(peer));
    introduce(peer, init.handshake, this.#state, this.#context);
    return peer;
  }

  #updateInterest(peer: PeerConnection): void {
    peer.usefulPieces = this.#state.picker.countWanted(peer.pieces);
    this.#applyInterest(peer);
    if (this.#state.isComplete) this.#closeIfUseless(peer);
  }

  #applyInterest(peer: PeerConnection): void {
    peer.setInterested(peer.usefulPieces > 0 && this.#state.isDownloading);
  }

  /** A newcomer gets a few pieces to trade with before it is unchoked (BEP 6). */
  #allowFast(peer: PeerConnection): void {
    if (!peer.isFast || peer.pieces.count >= ALLOWED_FAST_PIECES) return;
    if (this.#state.superSeeding.hidesFrom(peer)) return;
    const { infoHash, geometry, picker } = this.#state;
    const pieces = allowedFastSet(infoHash, peer.remote.address, geometry.pieceCount);
    const had = pieces.filter((piece) => picker.have.has(piece) && !peer.pieces.has(piece));
    if (had.length > 0) peer.sendAllowedFast(had, geometry.pieceLength);
  }

  /** The last piece that it lacked: from now on it is counted once, not piece by piece. */
  #becomeSeed(peer: PeerConnection): void {
    const { picker } = this.#state;
    picker.removePeer(peer.pieces);
    picker.addSeed();
    peer.isSeed = true;
  }

  /** Two that want nothing have nothing to say to each other. */
  #closeIfUseless(peer: PeerConnection): void {
    const wantsNothing = peer.isUploadOnly || (peer.isSeed && this.#state.picker.have.isFull);
    if (wantsNothing) peer.close('useless');
  }
}

/** 20 bytes as Latin-1. */
function textOf(peerId: Uint8Array): string {
  return Buffer.from(peerId).toString('latin1');
}
