/**
 * The peers of a magnet: who is known, who is connected, who is closed, while nothing is known of the torrent but its
 * hash. Invariant: `peers` holds each connection exactly while it is open.
 */
import type { DiscoveryReport, PeerEndpoint, PeerSourceName } from '../core/messages.ts';
import { PexListener } from '../discovery/pex-listener.ts';
import { addressFamily, parseAddress } from '../net/address.ts';
import {
  addressScope,
  isDialablePeer,
  strangerPeerRules,
  type PeerRules,
} from '../net/address-rules.ts';
import type { Greeting } from '../peer/handshaker.ts';
import { countSources, KnownPeers, type KnownPeer } from '../peer/known-peers.ts';
import { judgeNewcomer, mayShare } from '../peer/newcomer.ts';
import { PeerBans } from '../peer/peer-bans.ts';
import { peerPriority } from '../peer/peer-priority.ts';
import { BASIC_EXTENSIONS, encodeExtensionHandshake } from '../wire/extension-handshake.ts';
import { parsePexMessage } from '../wire/pex-message.ts';
import type { DialledSwarm, MagnetContext } from './magnet-context.ts';
import { MetadataPeer, type MetadataPeerListener } from './metadata-peer.ts';

/** Givers are found among so many. */
const MOST_CONNECTIONS = 30;
/** Metadata is small: who has it is among the first, and two hundred magnets know so many each. */
const MOST_KNOWN = 500;
const DIALS_PER_TICK = 10;
const IDLE_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_AFTER_MS = 100_000;
/** A peer that gives nothing makes place for others after this. */
const PATIENCE_MS = 6_000;

/** Addresses by who named them. */
export type FoundPeers = [PeerSourceName, PeerEndpoint[]][];

export class MagnetSwarm {
  readonly #owner: DialledSwarm;
  readonly #context: MagnetContext;
  readonly #listener: MetadataPeerListener;
  readonly #isRunning: () => boolean;
  readonly #known: KnownPeers;
  readonly #bans = new PeerBans();
  readonly #knownOf = new Map<MetadataPeer, KnownPeer>();
  readonly #pex = new Map<MetadataPeer, PexListener>();
  readonly peers = new Map<number, MetadataPeer>();
  /** Addresses that were heard of, by who named them first. */
  readonly found: Partial<Record<PeerSourceName, number>> = {};

  constructor(
    owner: DialledSwarm,
    context: MagnetContext,
    options: { listener: Omit<MetadataPeerListener, 'onDhtPort'>; isRunning: () => boolean },
  ) {
    this.#owner = owner;
    this.#context = context;
    this.#isRunning = options.isRunning;
    const { listener } = options;
    this.#listener = {
      onIntroduced: (peer) => {
        this.#onIntroduced(peer);
        listener.onIntroduced(peer);
      },
      onExtension: (peer, name, payload) => {
        if (name === 'pex') this.#onPex(peer, payload);
        else listener.onExtension(peer, name, payload);
      },
      onDhtPort: (peer, port) =>
        context.discovery.addDhtNode({ address: peer.remote.address, port }),
      onClosed: (peer) => {
        if (!this.peers.has(peer.id)) return;
        this.#remove(peer);
        listener.onClosed(peer);
      },
    };
    this.#known = new KnownPeers({
      clock: context.clock,
      capacity: Math.min(MOST_KNOWN, context.limits.maxKnownPeers),
      priorityOf: (endpoint) => this.#priorityOf(endpoint),
    });
  }

  /** Addresses to dial, as far as whoever names them may. */
  addEndpoints(endpoints: readonly PeerEndpoint[], source: PeerSourceName, rules: PeerRules): void {
    for (const endpoint of endpoints) this.#addEndpoint(endpoint, source, rules);
    this.dialDue();
  }

  /** Whether more addresses are of use. */
  get wantsPeers(): boolean {
    return this.#isRunning() && this.peers.size < this.#most;
  }

  dialDue(): void {
    const room = this.wantsPeers ? this.#most - this.peers.size : 0;
    if (room === 0 || !this.#context.mayConnect()) return;
    for (const peer of this.#due(Math.min(room, DIALS_PER_TICK))) {
      if (!this.#context.mayConnect()) return;
      peer.status = 'dialling';
      this.#context.dialFor(this.#owner, peer.endpoint, peer.workedEncrypted);
    }
  }

  dialFailed(endpoint: PeerEndpoint): void {
    const known = this.#known.get(endpoint);
    if (known) this.#known.ended(known, false);
  }

  dialPostponed(endpoint: PeerEndpoint): void {
    const known = this.#known.get(endpoint);
    if (known) this.#known.postpone(known);
  }

  /** A connection whose handshake is done on both sides. Closed where it is not wanted. */
  admit(peer: Greeting & { incoming: boolean }): void {
    const { transport, handshake, incoming } = peer;
    const known = incoming ? undefined : this.#known.get(transport.remote);
    const refusal = this.#refusalOf(peer);
    if (refusal !== null) {
      transport.close();
      this.#context.countClose(refusal);
      if (known && refusal === 'ourselves') known.status = 'refused';
      else if (known) this.#known.ended(known, false);
      return;
    }
    const opened = new MetadataPeer({
      id: this.#context.nextPeerNumber(),
      transport,
      encryption: peer.encryption,
      peerId: handshake.peerId,
      source: incoming ? 'incoming' : (known?.source ?? 'tracker'),
      incoming,
      isFast: handshake.supportsFast,
      clock: this.#context.clock,
      listener: this.#listener,
    });
    this.peers.set(opened.id, opened);
    this.#context.connectionOpened();
    if (known) this.#noteConnected(opened, known);
    this.#introduce(opened, handshake.supportsDht);
    opened.start(peer.rest);
  }

  /** It gave wrong bytes, and is not to come back. */
  ban(peer: MetadataPeer): void {
    this.#bans.add(peer);
    for (const other of this.peers.values()) if (this.#bans.has(other)) other.close('banned');
  }

  /** Addresses that it keeps out, since they gave wrong bytes. */
  get bannedAddresses(): string[] {
    return this.#bans.addresses;
  }

  liftBan(address: string): void {
    this.#bans.delete(address);
  }

  /** The user keeps out other addresses than before. */
  applyUserBans(): void {
    const isOut = ({ address }: PeerEndpoint): boolean => this.#context.isBanned(address);
    this.#known.forget(isOut);
    for (const peer of this.peers.values()) if (isOut(peer.remote)) peer.close('banned');
  }

  /** Everyone that is known may be dialled at once. */
  refresh(): void {
    this.#known.refresh();
    this.dialDue();
  }

  /** A tracker says where we are seen from. */
  learnOwnAddress(address: string): void {
    const { externalAddresses } = this.#context;
    if (addressScope(address) !== 'public') return;
    externalAddresses.set(addressFamily(address), address);
  }

  /** Once a second; `isOfUse` says who need not make place for others. */
  tick(isOfUse: (peer: MetadataPeer) => boolean): void {
    const now = this.#context.clock.now();
    for (const peer of this.peers.values()) {
      peer.keepAlive(KEEP_ALIVE_AFTER_MS);
      if (now - peer.lastReceivedAt > IDLE_TIMEOUT_MS) peer.close('idle');
    }
    const isCrowded = this.peers.size >= this.#most || !this.#context.mayConnect();
    if (isCrowded && this.#due(1).length > 0) {
      for (const peer of this.peers.values()) {
        if (!isOfUse(peer) && now - peer.connectedAt > PATIENCE_MS) peer.close('turnover');
      }
    }
    this.dialDue();
  }

  /** They count as gone at once. */
  closeAll(): void {
    const peers = [...this.peers.values()];
    for (const peer of peers) peer.close('not-wanted');
    for (const peer of peers) this.#listener.onClosed(peer);
  }

  /** Known addresses, and connected peers, by who named them first. */
  get sources(): Pick<DiscoveryReport, 'known' | 'connected'> {
    const connected = countSources(this.peers.values());
    return { known: countSources(this.#known.all), connected };
  }

  /** Connected peers that tell of others. */
  get pexPartners(): number {
    let count = 0;
    for (const { extensions } of this.peers.values()) {
      if (extensions.numberOf('pex') !== null) count++;
    }
    return count;
  }

  /** Where peers are, for the download that follows: those that were connected first. */
  handOver(): FoundPeers {
    const bySource = new Map<PeerSourceName, PeerEndpoint[]>();
    const best = [...this.#known.all]
      .filter(({ endpoint, status }) => status !== 'refused' && !this.#bans.hasEndpoint(endpoint))
      .toSorted((one, other) => rankOf(one) - rankOf(other));
    for (const { endpoint, source } of best) {
      bySource.set(source, [...(bySource.get(source) ?? []), endpoint]);
    }
    return [...bySource];
  }

  get #most(): number {
    const { limits } = this.#context;
    const most = Math.min(MOST_CONNECTIONS, limits.maxConnectionsPerDownload);
    return Math.min(most, this.#context.connectionsEach());
  }

  #addEndpoint(endpoint: PeerEndpoint, source: PeerSourceName, rules: PeerRules): void {
    if (!isDialablePeer(endpoint, rules)) return;
    if (this.#isOurs(endpoint) || this.#context.isBanned(endpoint.address)) return;
    const isNew = this.#known.get(endpoint) === undefined;
    this.#known.add(endpoint, source);
    if (isNew) this.found[source] = (this.found[source] ?? 0) + 1;
  }

  #due(count: number): KnownPeer[] {
    const { allowSeveralPerAddress } = this.#context.limits;
    let connected: Set<string> | null = null;
    return this.#known.due(count, (endpoint) => {
      if (this.#bans.hasEndpoint(endpoint)) return false;
      if (mayShare(endpoint.address, allowSeveralPerAddress)) return true;
      connected ??= new Set([...this.peers.values()].map(({ remote }) => remote.address));
      return !connected.has(endpoint.address);
    });
  }

  #refusalOf({ transport, handshake, incoming }: Greeting & { incoming: boolean }) {
    if (transport.isClosed || !this.#isRunning()) return 'not-wanted';
    // Without extensions it has no metadata to give and no peers to name.
    if (!handshake.supportsExtensions) return 'useless';
    const peerId = Buffer.from(handshake.peerId).toString('latin1');
    const newcomer = { peerId, remote: transport.remote, incoming };
    if (this.#context.isBanned(transport.remote.address) || this.#bans.has(newcomer)) {
      return 'banned';
    }
    if (this.peers.size >= this.#most) return 'limit';
    const verdict = judgeNewcomer(newcomer, this.peers.values(), {
      peerId: Buffer.from(this.#context.peerId).toString('latin1'),
      allowSeveralPerAddress: this.#context.limits.allowSeveralPerAddress,
      now: this.#context.clock.now(),
    });
    if (verdict.kind === 'refuse') return verdict.reason;
    verdict.replaced?.close('duplicate');
    return null;
  }

  #introduce(peer: MetadataPeer, supportsDht: boolean): void {
    const { introduction, discovery } = this.#context;
    peer.introduce(
      encodeExtensionHandshake({
        ...introduction,
        uploadOnly: false,
        extensions: [
          ...BASIC_EXTENSIONS,
          'metadata',
          ...(discovery.usesPex ? ['pex' as const] : []),
        ],
        peerAddress: peer.remote.address,
      }),
    );
    if (supportsDht && discovery.dhtPort !== null) peer.sendDhtPort(discovery.dhtPort);
  }

  /** It said where it listens, and where it sees us. */
  #onIntroduced(peer: MetadataPeer): void {
    const { said } = peer.extensions;
    if (said === null) return;
    const { address } = peer.remote;
    if (said.yourAddress !== null && this.#context.voteForOwnAddress(said.yourAddress, address)) {
      this.learnOwnAddress(said.yourAddress);
    }
    if (said.port === null || !peer.incoming || this.#knownOf.has(peer)) return;
    const endpoint = { address, port: said.port };
    this.#addEndpoint(endpoint, 'incoming', strangerPeerRules(address));
    const known = this.#known.get(endpoint);
    if (known?.status === 'idle') this.#noteConnected(peer, known);
  }

  /** It names others (BEP 11), as far as it may name them. */
  #onPex(peer: MetadataPeer, payload: Uint8Array): void {
    if (!this.#context.discovery.usesPex) return;
    const listener = this.#pex.get(peer) ?? new PexListener();
    this.#pex.set(peer, listener);
    const verdict = listener.judgeTime(this.#context.clock.now());
    const message = verdict === 'take' ? parsePexMessage(payload) : null;
    if (verdict === 'flood') peer.close('pex-flood');
    else if (verdict === 'take' && message === null) peer.close('bad-extension');
    if (message === null) return;
    const believed = listener.take(message.added, message.dropped);
    this.addEndpoints(believed, 'pex', strangerPeerRules(peer.remote.address));
  }

  #noteConnected(peer: MetadataPeer, known: KnownPeer): void {
    known.status = 'connected';
    known.workedEncrypted = peer.encryption !== 'none';
    this.#knownOf.set(peer, known);
  }

  #remove(peer: MetadataPeer): void {
    this.peers.delete(peer.id);
    this.#pex.delete(peer);
    this.#context.connectionClosed();
    this.#context.countClose(peer.closeReason);
    const known = this.#knownOf.get(peer);
    this.#knownOf.delete(peer);
    if (known) this.#known.ended(known, peer.isUseful);
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
}

/** Connected ones, then those that never failed. */
function rankOf({ status, workedEncrypted, failures }: KnownPeer): number {
  if (status === 'connected' || workedEncrypted !== null) return -1;
  return failures;
}
