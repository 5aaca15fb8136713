/** What one torrent needs of its session: declared here, by the user of it, and given by the session. */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type {
  DownloadFault,
  DownloadStatus,
  EngineDownloadState,
  PeerCloseReason,
  PeerEndpoint,
  PeerSourceName,
  Preallocation,
  ResumeState,
  Traffic,
} from '../core/messages.ts';
import type { Random } from '../core/random.ts';
import type { CheckPace } from '../limits/check-pace.ts';
import type { SharedRate } from '../limits/rate-allowance.ts';
import type { AddressFamily } from '../net/address.ts';
import type { Greeting } from '../peer/handshaker.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import type { DiskPool } from '../storage/disk-pool.ts';
import type { AnnouncerComponents } from '../tracker/index.ts';
import type { OwnExtensionHandshake } from '../wire/extension-handshake.ts';
import type { PeerDiscovery } from './peer-discovery.ts';
import type { TorrentTurn } from './torrent-turn.ts';
import type { HeldBytes, WatchedDownload } from './watched-download.ts';

export interface TorrentLimits {
  maxConnectionsPerDownload: number;
  uploadSlots: number | null;
  uploadSlotsFloor: number;
  uploadSlotsCeiling: number;
  maxUploadSlots: number;
  maxKnownPeers: number;
  allowSeveralPerAddress: boolean;
  checkpointIntervalMs: number;
  partSuffix: boolean;
  preallocation: Preallocation;
  fileWatchIntervalMs: number;
}

/** A torrent as its session deals with it. */
export interface SessionTorrent {
  readonly id: string;
  /** 20 bytes. */
  readonly infoHash: Uint8Array;
  /** Whether its peers are told of our node of the DHT (BEP 5). */
  readonly offersDht: boolean;
  readonly turn: TorrentTurn;
  readonly disk: WatchedDownload;
  status(): DownloadStatus;
  /** A connection whose handshake is done, from either side. */
  admit(peer: Omit<NewPeer, 'source'>): void;
  dialFailed(endpoint: PeerEndpoint): void;
  dialPostponed(endpoint: PeerEndpoint): void;
}

/** A peer whose handshake is done. */
export interface NewPeer extends Greeting {
  source: PeerSourceName;
  incoming: boolean;
}

export interface TorrentContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly limits: TorrentLimits;
  /** The session's rate limits, which all of its torrents share. */
  readonly downloadRate: SharedRate<PeerConnection>;
  readonly uploadRate: SharedRate<PeerConnection>;
  readonly disk: DiskPool;
  readonly tracking: AnnouncerComponents;
  /** 20 bytes, the same for all torrents of a session. */
  readonly peerId: Uint8Array;
  /** Port that peers reach us at. */
  readonly listenPort: number;
  /** Where others see us, by family, as far as somebody told us. */
  readonly externalAddresses: Map<AddressFamily, string>;
  /** What all torrents moved: each adds to it. */
  readonly traffic: Traffic;
  /** Peers that all torrents serve together. */
  readonly uploadSlots: { inUse: number };
  /** What our extension handshake says of this client. */
  readonly introduction: Pick<OwnExtensionHandshake, 'client' | 'requestQueue' | 'port'>;
  /** Finds peers that no tracker names. */
  readonly discovery: PeerDiscovery;
  /** A peer says that it sees us at this address: whether that is believed by now. */
  voteForOwnAddress(address: string, voter: string): boolean;
  nextPeerNumber(): number;
  /** Whether the user keeps this address out, of all downloads. */
  isBanned(address: string): boolean;
  /** Whether the session allows one more connection. */
  mayConnect(): boolean;
  connectionOpened(): void;
  connectionClosed(): void;
  /** A peer was closed, or not admitted, for this reason. */
  countClose(reason: PeerCloseReason): void;
  /**
   * Dials when the session's rate allows it; what comes of it is told to the torrent. `workedEncrypted` is how
   * it went the last time that it worked, null where that is not known.
   */
  dial(torrent: SessionTorrent, endpoint: PeerEndpoint, workedEncrypted: boolean | null): void;
  /** It has something to do each second, or something to report, until its `tick` says no more. */
  wake(torrent: SessionTorrent): void;
  /**
   * The piece hashes of a torrent, which takes them anew when it has to hash: while everything is had they
   * are not kept. Gives null where they cannot be had. Null itself where nobody can give them.
   */
  readonly loadPieceHashes: ((id: string) => Promise<Uint8Array | null>) | null;
  /** The info dictionary of a torrent, `own` where it keeps its own; null where it cannot be had. */
  loadInfo(id: string, own: Uint8Array | null): Promise<Uint8Array | null>;
  /** It begins to fetch: gives why it does not fit on its disk, or null and counts it in. */
  claimRoom(download: WatchedDownload): DownloadFault | null;
  /** Throws a RequestError where what would come into a folder from other disks does not fit there. */
  demandRoom(held: readonly HeldBytes[], directory: string): Promise<void>;
  /** Whether the root of a volume has had a marker: nothing is made below it without one. */
  readonly isVolumeMarked: (root: string) => boolean;
  /** Waits for a turn to hash files: only few torrents do so at the same time. */
  takeCheckTurn(): Promise<() => void>;
  /** How much of the disk threads' time checks may take: one for all torrents. */
  readonly checkPace: CheckPace;
  /** It could transfer now: the queue gives it a slot at once or later, by its `setSlot`. */
  requestSlot(turn: TorrentTurn): void;
  stateChanged(torrent: SessionTorrent, previous: EngineDownloadState): void;
  completed(torrent: SessionTorrent, completedAt: number): void;
  /** Every file is in its place, and no other place has one. */
  relocated(torrent: SessionTorrent): void;
  checkpoint(torrent: SessionTorrent, resume: ResumeState): void;
}
