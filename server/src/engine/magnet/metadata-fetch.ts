/**
 * The fetch of one magnet's metadata (BEP 9): a swarm of light connections, the trackers and the other ways to peers,
 * and the collecting of pieces from those that have them. It is for a preview, for a download that waits, or for
 * both; it lists nothing and writes nothing. Invariant: what it gives was hashed right, and read by the same rules as
 * a file that is uploaded.
 */
import { toHex } from '../core/hex.ts';
import type { MagnetSource, MetadataProgress, MetadataStatus } from '../core/magnet-messages.ts';
import type {
  DiscoveryReport,
  DownloadFault,
  PeerEndpoint,
  PeerStatus,
  TrackerStatus,
} from '../core/messages.ts';
import { EngineError } from '../core/engine-error.ts';
import type { Metainfo } from '../metainfo/metainfo.ts';
import { strangerPeerRules, USER_PEER_RULES } from '../net/address-rules.ts';
import type { Greeting } from '../peer/handshaker.ts';
import { WAY_IS_OFF, type DiscoveryMembership } from '../torrent/peer-discovery.ts';
import { trackerPeerRules } from '../torrent/torrent-announcer.ts';
import { Announcer, type TrackerTally } from '../tracker/index.ts';
import {
  encodeMetadataReject,
  encodeMetadataRequest,
  METADATA_PIECE_BYTES,
  parseMetadataMessage,
  type MetadataMessage,
} from '../wire/ut-metadata.ts';
import type { DialledSwarm, MagnetContext } from './magnet-context.ts';
import { widened } from './magnet-source.ts';
import { MagnetSwarm, type FoundPeers } from './magnet-swarm.ts';
import { MetadataCollector } from './metadata-collector.ts';
import type { MetadataCopy } from './metadata-copy.ts';
import type { MetadataPeer } from './metadata-peer.ts';
import { judgeInfo, metainfoFile, readFetched } from './verified-info.ts';

/** Trackers are told that something is missing, since how much is not known (libtorrent says the same). */
const LEFT_BYTES = METADATA_PIECE_BYTES;
/** Pieces that nobody asked for: an answer may cross with a time-out, many are a flood. */
const MOST_UNASKED = 20;

export interface FetchedMetadata {
  metainfo: Metainfo;
  /** The .torrent file. */
  bytes: Uint8Array;
}

export interface FetchOwner {
  onFetched(fetch: MetadataFetch, fetched: FetchedMetadata): void;
  onFailed(fetch: MetadataFetch, fault: DownloadFault): void;
}

export class MetadataFetch implements DialledSwarm {
  readonly id: string;
  readonly #context: MagnetContext;
  readonly #owner: FetchOwner;
  readonly #swarm: MagnetSwarm;
  readonly #announcer: Announcer;
  readonly #collector: MetadataCollector;
  #source: MagnetSource;
  #membership: DiscoveryMembership | null = null;
  #isRunning = false;
  /** The hash is right, and the file is being read. */
  #isReading = false;
  #fault: DownloadFault | null = null;
  #fetched: { torrentId: string; isPrivate: boolean; totalBytes: number } | null = null;
  #progress: MetadataProgress = {
    totalBytes: null,
    receivedBytes: 0,
    givers: 0,
    found: {},
    connected: 0,
  };

  constructor(source: MagnetSource, context: MagnetContext, owner: FetchOwner) {
    this.id = toHex(source.infoHash);
    this.#source = source;
    this.#context = context;
    this.#owner = owner;
    this.#collector = new MetadataCollector({
      clock: context.clock,
      maxBytes: context.limits.maxMetadataBytes,
    });
    this.#swarm = new MagnetSwarm(this, context, {
      isRunning: () => this.#isRunning,
      listener: {
        onIntroduced: (peer) => this.#onIntroduced(peer),
        onExtension: (peer, _name, payload) => this.#onMetadata(peer, payload),
        onClosed: (peer) => {
          this.#collector.removeGiver(peer.id);
          this.#askAll();
        },
      },
    });
    this.#announcer = this.#createAnnouncer();
  }

  get infoHash(): Uint8Array {
    return this.#source.infoHash;
  }

  get offersDht(): boolean {
    return this.#context.discovery.dhtPort !== null;
  }

  get source(): MagnetSource {
    return this.#source;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** The id of the torrent, once it is known; another where a hybrid was found by its v2 hash alone. */
  get torrentId(): string | null {
    return this.#fetched?.torrentId ?? null;
  }

  /** Begins, or begins anew after it ended: with the peers that it knows already. */
  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#fault = null;
    this.#fetched = null;
    this.#membership = this.#context.discovery.join({
      infoHash: this.infoHash,
      isSeed: () => false,
      wantsPeers: () => this.#swarm.wantsPeers,
      onPeers: (peers, source, namedBy) =>
        this.#swarm.addEndpoints(peers, source, strangerPeerRules(namedBy)),
    });
    this.#announcer.start();
    this.#swarm.addEndpoints(this.#source.peers, 'manual', USER_PEER_RULES);
    this.#swarm.refresh();
  }

  /** Disconnects. `isHandedOn`: the download of the torrent goes on where it ends. */
  async stop(isHandedOn = false): Promise<void> {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    this.#membership?.leave();
    this.#membership = null;
    this.#collector.clear();
    this.#swarm.closeAll();
    await this.#announcer.stop(isHandedOn);
  }

  /** Another link names the same torrent: what it knows beside counts too. */
  widen(other: MagnetSource): void {
    this.#source = widened(this.#source, other);
    this.#announcer.setTiers(this.#source.trackers);
    if (this.#isRunning) this.#swarm.addEndpoints(other.peers, 'manual', USER_PEER_RULES);
  }

  setTrackers(trackers: string[][]): void {
    this.#source = { ...this.#source, trackers };
    this.#announcer.setTiers(trackers);
  }

  addPeers(peers: readonly PeerEndpoint[]): void {
    this.#swarm.addEndpoints(peers, 'manual', USER_PEER_RULES);
  }

  announceNow(): void {
    this.#announcer.announceNow();
    this.#membership?.announceNow();
  }

  announceTo(url: string): void {
    this.#announcer.announceTo(url);
  }

  get bannedAddresses(): string[] {
    return this.#swarm.bannedAddresses;
  }

  liftBan(address: string): void {
    this.#swarm.liftBan(address);
  }

  applyUserBans(): void {
    this.#swarm.applyUserBans();
  }

  admit(peer: Greeting & { incoming: boolean }): void {
    this.#swarm.admit(peer);
  }

  dialFailed(endpoint: PeerEndpoint): void {
    this.#swarm.dialFailed(endpoint);
  }

  dialPostponed(endpoint: PeerEndpoint): void {
    this.#swarm.dialPostponed(endpoint);
  }

  /** Bytes of metadata that it keeps in memory until they are whole. */
  get heldBytes(): number {
    return this.#collector.heldBytes;
  }

  /** Once a second while it runs. */
  tick(): void {
    if (!this.#isRunning) return;
    for (const id of this.#collector.takeSilent()) this.#swarm.peers.get(id)?.close('useless');
    this.#collector.rotate();
    this.#swarm.tick((peer) => this.#collector.isOfUse(peer.id));
    this.#askAll();
  }

  /** The same object until it is further. */
  progress(): MetadataProgress {
    const now: MetadataProgress = {
      ...this.#bytes(),
      givers: this.#collector.givers,
      found: { ...this.#swarm.found },
      connected: this.#swarm.peers.size,
    };
    if (!isSame(now, this.#progress)) this.#progress = now;
    return this.#progress;
  }

  status(): MetadataStatus {
    const progress = this.progress();
    return { id: this.id, state: this.#stateOf(progress), fault: this.#fault, ...progress };
  }

  peers(): PeerStatus[] {
    return [...this.#swarm.peers.values()].map((peer) => peer.status());
  }

  trackers(): TrackerStatus[] {
    return this.#announcer.status();
  }

  /** Where its peers come from. */
  discoveryReport(): DiscoveryReport {
    const { dht, lsd } = this.#membership?.status() ?? { dht: WAY_IS_OFF, lsd: WAY_IS_OFF };
    const pex = {
      isOn: this.#context.discovery.usesPex,
      found: this.#swarm.found.pex ?? 0,
      peersWithPex: this.#swarm.pexPartners,
    };
    return { isPrivate: false, dht, lsd, pex, ...this.#swarm.sources };
  }

  get trackerHosts(): readonly string[] {
    return this.#announcer.hosts;
  }

  tallyTrackers(tally: TrackerTally): void {
    this.#announcer.tally(tally);
  }

  /** What trackers say of the size of the swarm. */
  swarmSize(): { seeds: number | null; peers: number | null } {
    return this.#announcer.swarm();
  }

  /** For the download that goes on: of a private torrent only what trackers and the user named (BEP 27). */
  handOver(isPrivate: boolean): FoundPeers {
    return this.#swarm
      .handOver()
      .filter(([source]) => !isPrivate || source === 'tracker' || source === 'manual');
  }

  /** Whether pieces are still wanted: not while what came is read, nor after. */
  get #isCollecting(): boolean {
    const hasEnded = this.#fetched !== null || this.#fault !== null;
    return this.#isRunning && !this.#isReading && !hasEnded;
  }

  #stateOf({ receivedBytes, givers }: MetadataProgress): MetadataStatus['state'] {
    if (this.#fault !== null) return 'failed';
    if (this.#fetched !== null) return 'done';
    return this.#isReading || receivedBytes > 0 || givers > 0 ? 'fetching' : 'searching';
  }

  #bytes(): { totalBytes: number | null; receivedBytes: number } {
    if (this.#fetched === null) return this.#collector.progress;
    const { totalBytes } = this.#fetched;
    return { totalBytes, receivedBytes: totalBytes };
  }

  #createAnnouncer(): Announcer {
    const context = this.#context;
    return new Announcer(context.tracking, {
      infoHash: this.infoHash,
      peerId: context.peerId,
      port: () => context.listenPort,
      tiers: this.#source.trackers,
      totals: () => ({ uploaded: 0, downloaded: 0, left: LEFT_BYTES }),
      wantsPeers: () => this.#isRunning,
      onPeers: (peers) =>
        this.#swarm.addEndpoints(peers, 'tracker', trackerPeerRules(this.#source.trackers)),
      onExternalAddress: (address) => this.#swarm.learnOwnAddress(address),
    });
  }

  #onIntroduced(peer: MetadataPeer): void {
    const { said } = peer.extensions;
    if (!said?.metadataBytes || peer.extensions.numberOf('metadata') === null) return;
    if (!this.#collector.addGiver(peer.id, said.metadataBytes)) {
      peer.close('useless');
      return;
    }
    this.#askAll();
  }

  #onMetadata(peer: MetadataPeer, payload: Uint8Array): void {
    const message = parseMetadataMessage(payload);
    if (message === null) return;
    if (message.kind === 'request') {
      peer.sendExtension('metadata', encodeMetadataReject(message.piece));
    } else if (message.kind === 'reject') {
      this.#collector.onReject(peer.id, message.piece);
      this.#askAll();
    } else if (this.#isCollecting) {
      this.#onData(peer, message);
    }
  }

  #onData(peer: MetadataPeer, message: MetadataMessage & { kind: 'data' }): void {
    const { piece, totalBytes, bytes } = message;
    const verdict = this.#collector.onData(peer.id, piece, totalBytes, bytes);
    switch (verdict.kind) {
      case 'wrong':
        peer.close('bad-extension');
        return;
      case 'unasked':
        peer.unasked++;
        if (peer.unasked > MOST_UNASKED) peer.close('unrequested-data');
        return;
      case 'whole':
        peer.isUseful = true;
        this.#onWhole(verdict.copy);
        return;
      case 'taken':
        peer.isUseful = true;
        this.#ask(peer.id);
    }
  }

  #onWhole(copy: MetadataCopy): void {
    const info = copy.assemble();
    const verdict = judgeInfo(info, this.#source);
    if (verdict === 'wrong') {
      const liar = this.#collector.refuse(copy);
      const peer = liar === null ? undefined : this.#swarm.peers.get(liar);
      if (peer) this.#swarm.ban(peer);
      this.#askAll();
    } else if (verdict === 'contradictory') {
      this.#fail('The link names two hashes that are not of one torrent.');
    } else {
      void this.#read(info);
    }
  }

  async #read(info: Uint8Array): Promise<void> {
    this.#isReading = true;
    try {
      const bytes = metainfoFile(info, this.#source);
      const metainfo = await readFetched(bytes, this.#source);
      if (!this.#isRunning) return;
      this.#fetched = {
        torrentId: metainfo.id,
        isPrivate: metainfo.private,
        totalBytes: info.length,
      };
      this.#owner.onFetched(this, { metainfo, bytes });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.#fail(error.message);
    } finally {
      this.#isReading = false;
    }
  }

  #fail(reason: string): void {
    if (!this.#isRunning) return;
    const message = `The metadata that peers gave cannot be used: ${reason}`;
    this.#fault = { code: 'bad-metadata', message };
    this.#owner.onFailed(this, this.#fault);
  }

  #askAll(): void {
    this.#ask(null);
  }

  #ask(only: number | null): void {
    if (!this.#isCollecting || !this.#context.mayHold(this)) return;
    for (const { id, piece } of this.#collector.toAsk(only)) {
      this.#swarm.peers.get(id)?.sendExtension('metadata', encodeMetadataRequest(piece));
    }
  }
}

function isSame(one: MetadataProgress, other: MetadataProgress): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
