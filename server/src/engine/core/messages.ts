/**
 * The plain values that the engine takes and gives: they cross threads as they are, and may one day cross
 * a network. Paths are absolute here; the owner of the engine keeps them as volume and relative path.
 * Bytes are integers, rates bytes per second, progress 0 to 1, times milliseconds since 1970.
 */
export type { DhtFamilyStatus, DhtRefusals, DhtStatus } from './dht-status.ts';
import type { MagnetSource, MetadataProgress } from './magnet-messages.ts';

/** A folder, and the disk that it is on. */
export interface FolderPlace {
  /** Absolute. */
  directory: string;
  /**
   * Absolute folder, `directory` itself or above it, that stands for a disk. Nothing is made or deleted there
   * while the disk is missing: while the folder is gone, or its marker (storage/volume-marker.ts). Left out:
   * `directory` is taken as it is found.
   */
  volumeRoot?: string;
  /** What a marker says that has to be written into the root. */
  volumeId?: string;
  /** What the marker in the root says, since it was written or found; null: there was none yet. */
  volumeMarker?: string | null;
}

/** `directory` is where the torrent's files (or its root folder) go into. */
export interface AddDownload extends FolderPlace {
  /** What the metainfo must be of: for one that was kept, and may be damaged since. */
  id?: string;
  /** The bytes of the .torrent file; null where a magnet stands for it. */
  metainfo: Uint8Array | null;
  /** Without a metainfo: what peers are asked for it by. */
  magnet?: MagnetSource | null;
  /** `paused` and `cancelled` are kept; anything else starts. */
  state: 'started' | 'paused' | 'cancelled';
  sequential: boolean;
  /** The first and the last pieces of files come before all others. */
  firstLastPieces?: boolean;
  /** BEP 16: shows each peer a few pieces at a time, while it seeds. */
  superSeeding?: boolean;
  /** One for each entry of the metainfo's `files`; missing ones are `normal`. */
  filePriorities: FilePriorityName[];
  /** Other names than the torrent's own. */
  renames?: FileRenames | null;
  /** Where its files may still stand, the latest first: a move or a renaming to `directory` and `renames` is under way. */
  movingFrom?: FormerPlace[];
  /** Where its files lie until it is complete; then they go to `directory`. */
  staging?: FolderPlace | null;
  /** Replaces the metainfo's own tracker tiers where given. */
  trackers: string[][] | null;
  /** What an earlier run recorded. Null: check what is on the disk, if anything is. */
  resume: ResumeState | null;
  /** Place in the queue: the lower goes first, gaps are allowed. Left out: at the end. */
  queuePosition?: number;
  /** Runs whatever the limits of the queue are, and counts for none. */
  forceStart?: boolean;
  /** Bytes per second of this download alone; none where null or left out. */
  downloadLimit?: number | null;
  uploadLimit?: number | null;
}

/** Other names of the root folder or the single file, and of files within the root folder. Made safe when taken. */
export interface FileRenames {
  /** Null: the torrent's own. */
  name: string | null;
  /** Whole paths as in `FileStatus`: they begin with the name of the root folder. */
  files: { index: number; path: string }[];
}

/** Where a download's files shall be. */
export interface DownloadPlace extends FolderPlace {
  renames: FileRenames | null;
}

/** A place that files leave, with the names that they have there. */
export interface FormerPlace extends DownloadPlace {
  /** It was where the files should go, until the move was cancelled. */
  isReturning: boolean;
}

/** How far a move is. */
export interface MoveStatus {
  /** Where the files go. */
  directory: string;
  /** Share of the bytes that stand there. */
  progress: number;
  /** It was cancelled: the files go back to where they came from. */
  returning: boolean;
}

/** How the room for files is taken: as bytes come, as a hole of their whole length, or written with zeros first. */
export const PREALLOCATIONS = ['none', 'sparse', 'full'] as const;
export type Preallocation = (typeof PREALLOCATIONS)[number];

/** How many connected peers have each piece. */
export interface PieceAvailability {
  /** Consecutive pieces that share a byte of `copies`: more than 1 only where there are thousands of them. */
  piecesPerPart: number;
  /** Copies of the rarest piece of each part; 255 stands for more too. */
  copies: Uint8Array;
  /** Copies of the rarest piece of all, and the share of the pieces of which there are more. */
  distributedCopies: number;
  /** Pieces that are wanted and missing here, and that no connected peer has. */
  unreachablePieces: number;
}

/** A piece that is waited for: `withinMs` from now. */
export interface PieceDeadline {
  piece: number;
  withinMs: number;
}

/** A new place in the queue, by the same measure as `AddDownload.queuePosition`. */
export interface QueuePlace {
  id: string;
  queuePosition: number;
}

export type FilePriorityName = 'skip' | 'low' | 'normal' | 'high';

/** What is found in a file's place on the disk; null where there is no file. */
export type FileStamp = { bytes: number; modifiedMs: number; inode?: number } | null;

/** A piece that is not had, of which some blocks are on the disk. */
export interface PartialPiece {
  piece: number;
  /** One bit for each block that is written, as a BEP 3 bitfield has one for each piece. */
  blocks: Uint8Array;
}

/**
 * What is known to be on the disk: recorded only after the files were synced. What the next start makes of it
 * is told in torrent/resume-trust.ts.
 */
export interface ResumeState {
  /** BEP 3 bitfield. */
  have: Uint8Array;
  /** One for each entry of the metainfo's `files`. */
  files: readonly FileStamp[];
  /** Of the file that holds the pieces that wanted files share with unwanted ones. */
  partFile: FileStamp;
  partial: PartialPiece[];
  /** Nothing was to be written after this record: files that are not as recorded were changed by others. */
  isSettled: boolean;
  /** Peers that sent wrong bytes and are not to come back, by address. */
  bannedAddresses: string[];
  downloadedBytes: number;
  uploadedBytes: number;
  /** Milliseconds since 1970. */
  completedAt: number | null;
}

export interface DownloadChanges {
  sequential?: boolean;
  firstLastPieces?: boolean;
  superSeeding?: boolean;
  filePriorities?: { index: number; priority: FilePriorityName }[];
  trackers?: string[][];
  forceStart?: boolean;
  /** Bytes per second; null takes the limit away. */
  downloadLimit?: number | null;
  uploadLimit?: number | null;
}

/** Payload bytes per second; null is no limit. */
export interface RateLimits {
  downloadLimit: number | null;
  uploadLimit: number | null;
}

/** Least limit of a rate: a block in 16 seconds. Below it peers take us for dead. */
export const LEAST_RATE_LIMIT = 1_024;

export const ENCRYPTION_POLICIES = ['disabled', 'allowed', 'preferred', 'required'] as const;
export type EncryptionPolicy = (typeof ENCRYPTION_POLICIES)[number];

/** Whether the alternative limits hold: never, always, or by the schedule. */
export type AlternativeMode = 'off' | 'on' | 'scheduled';

/** From one time of the day to another, in the local time of the engine's machine. */
export interface LimitSchedule {
  /** Days that it begins on; 0 is Sunday. */
  days: number[];
  /** Minutes since midnight, 0 to 1,439. Where `to` is not after `from` it ends on the next day. */
  from: number;
  to: number;
}

/** What can be changed while the engine runs. */
export interface EngineSettings extends RateLimits {
  alternativeLimits: RateLimits;
  alternativeMode: AlternativeMode;
  schedule: LimitSchedule;
  /** Whether the limits of the session hold for peers on this machine and in the local network too. */
  limitLocalPeers: boolean;
  /** Open peer connections in all, and of one download. Fewer than there are close none, but let no new one in. */
  maxConnections: number;
  maxConnectionsPerDownload: number;
  /** Unchoked peers of one download, the optimistic ones among them; null lets their number follow the link. */
  uploadSlots: number | null;
  /** Unchoked peers of all downloads; each download has one slot at least. */
  maxUploadSlots: number;
  /** Downloads and seeds that run at the same time, slow ones not counted; null: any number. */
  maxActiveDownloads: number | null;
  maxActiveSeeds: number | null;
  /** Both together, slow ones too; null: any number. */
  maxActive: number | null;
  /** Bytes that downloads leave free on each disk; 0 leaves nothing. What does not fit beside them waits. */
  minFreeBytes: number;
  /** Whether files are called `<name>.part` until they are complete. For downloads that are added from then on. */
  partSuffix: boolean;
  /** The same for how their room is taken. */
  preallocation: Preallocation;
  /** Below this rate for so many milliseconds a download or seed is slow; 0 counts all. */
  slowBytesPerSecond: number;
  slowAfterMs: number;
  /** Message stream encryption with peers (peer/encryption-policy.ts says what each means), of connections to come. */
  encryption: EncryptionPolicy;
  /** Look for peers in the local network (BEP 14). */
  lsd: boolean;
  /** Exchange addresses with peers (BEP 11). Switched on, with those that connect from then on. */
  pex: boolean;
}

/** `metadata`: a magnet that asks peers for the info dictionary, and knows nothing of its files yet. */
export type EngineDownloadState =
  'metadata' | 'checking' | 'queued' | 'downloading' | 'seeding' | 'paused' | 'cancelled' | 'error';

export type DownloadFaultCode =
  | 'volume-missing'
  | 'disk-full'
  | 'file-too-large'
  | 'permission-denied'
  | 'read-only'
  | 'file-missing'
  | 'file-changed'
  | 'too-many-open-files'
  | 'path-conflict'
  | 'io-error'
  /** What peers gave is what the magnet names, but no torrent that can be downloaded. */
  | 'bad-metadata'
  | 'internal';

/** Why a download stopped, with a sentence that says what to do. */
export interface DownloadFault {
  code: DownloadFaultCode;
  message: string;
}

/** Bytes are integers, rates bytes per second, progress 0 to 1. */
export interface DownloadStatus {
  id: string;
  name: string;
  state: EngineDownloadState;
  error: DownloadFault | null;
  progress: number;
  totalBytes: number;
  wantedBytes: number;
  completedBytes: number;
  downloadedBytes: number;
  uploadedBytes: number;
  downloadRate: number;
  uploadRate: number;
  ratio: number | null;
  etaSeconds: number | null;
  peers: number;
  seeds: number;
  peersInSwarm: number | null;
  seedsInSwarm: number | null;
  directory: string;
  sequential: boolean;
  firstLastPieces: boolean;
  superSeeding: boolean;
  forceStart: boolean;
  /** Bytes per second of this download alone; null is none. */
  downloadLimit: number | null;
  uploadLimit: number | null;
  /** Milliseconds since 1970. */
  completedAt: number | null;
  /** The same object until it is further. Null where its files are in their place. */
  move: MoveStatus | null;
  /** Where its files lie until it is complete. */
  stagingDirectory: string | null;
  /** The same object until it is further. Null where the metadata is there. */
  metadata: MetadataProgress | null;
  /** Of its trackers, with the port where one is named: sorted, each once. The same array until the trackers are others. */
  trackerHosts: readonly string[];
}

/** What moves by itself, such as rates, may be a second old here; what a call or an event told is in it. */
export interface StatusChanges {
  /** For the next question. */
  version: number;
  /** All there are: what is not among the changed ones is gone. */
  isWhole: boolean;
  changed: DownloadStatus[];
  /** Ids of those that were removed. */
  gone: string[];
}

export interface FileStatus {
  index: number;
  path: string;
  bytes: number;
  completedBytes: number;
  priority: FilePriorityName;
}

export type PeerSourceName = 'tracker' | 'incoming' | 'manual' | 'dht' | 'pex' | 'lsd';

/** How peers are found without a tracker, in one way: by the DHT or in the local network. */
export interface DiscoveryWayStatus {
  /** `off`: switched off, not for a private torrent, or the download does not run. `waiting`: its turn comes. */
  state: 'off' | 'waiting' | 'announcing' | 'announced';
  /** Milliseconds since 1970. */
  lastAnnounceAt: number | null;
  nextAnnounceAt: number | null;
  /** Addresses that were named since the download runs, each as often as it was. */
  found: number;
}

/** Where the peers of one download come from. */
export interface DiscoveryReport {
  /** Its trackers alone name peers (BEP 27). */
  isPrivate: boolean;
  dht: DiscoveryWayStatus;
  lsd: DiscoveryWayStatus;
  /** What peers name; `peersWithPex` are connected and do. */
  pex: { isOn: boolean; found: number; peersWithPex: number };
  /** Addresses that it knows, and connected peers, by who named them first. */
  known: Record<PeerSourceName, number>;
  connected: Record<PeerSourceName, number>;
}

export interface PeerEndpoint {
  /** An IPv4 or IPv6 address in text, never a host name. */
  address: string;
  port: number;
}

/** MSE: not at all, for the handshake only, or with RC4 for everything. */
export type PeerEncryption = 'none' | 'handshake' | 'rc4';

export interface PeerStatus extends PeerEndpoint {
  client: string;
  source: PeerSourceName;
  incoming: boolean;
  encryption: PeerEncryption;
  progress: number;
  downloadRate: number;
  uploadRate: number;
  downloadedBytes: number;
  uploadedBytes: number;
  interested: boolean;
  choked: boolean;
  peerInterested: boolean;
  peerChoked: boolean;
  snubbed: boolean;
  optimistic: boolean;
}

export interface TrackerStatus {
  url: string;
  tier: number;
  state: 'idle' | 'announcing' | 'working' | 'error' | 'disabled';
  message: string | null;
  seeds: number | null;
  leechers: number | null;
  peersReceived: number | null;
  failures: number;
  /** Milliseconds since 1970. */
  lastAnnounceAt: number | null;
  nextAnnounceAt: number | null;
}

/** A peer that a download keeps out by itself, since it sent bad data. */
export interface BannedPeer {
  downloadId: string;
  address: string;
}

/** What all downloads together know of the trackers of one host. */
export interface TrackerHostStatus {
  /** With its port where the URLs name one. */
  host: string;
  /** Downloads that have a tracker there. */
  downloads: number;
  /** Trackers of downloads there, by their state. */
  states: Record<TrackerStatus['state'], number>;
  /** What one that failed said, the one that failed last. */
  message: string | null;
  /** Milliseconds since 1970. */
  lastAnnounceAt: number | null;
}

/** The trackers of one download, in tiers as they were given. */
export interface TrackerTiersOf {
  id: string;
  tiers: string[][];
}

/** Why a connection with a peer ended, after both handshakes. */
export type PeerCloseReason =
  | 'remote-closed'
  // It broke the protocol.
  | 'message-too-long'
  | 'message-length-wrong'
  | 'bad-have'
  | 'bad-bitfield'
  | 'bad-extension'
  | 'pex-flood'
  | 'unrequested-data'
  | 'invalid-requests'
  /** It sent wrong bytes, now or before. */
  | 'banned'
  // Nothing is wrong with it.
  | 'idle'
  | 'useless'
  | 'turnover'
  | 'duplicate'
  | 'ourselves'
  | 'limit'
  | 'not-wanted';

export interface EngineStats {
  downloadRate: number;
  uploadRate: number;
  downloads: number;
  activeDownloads: number;
  peers: number;
  peerPort: number | null;
  /** Connections with peers that ended since the start, by reason. */
  peerCloses: Partial<Record<PeerCloseReason, number>>;
  /** Whether the alternative limits hold now. */
  alternativeLimits: boolean;
  /** Nodes of the DHT that answer, in both address families; null where it is off. */
  dhtNodes: number | null;
  /** Whether one came to us from the internet since the start: then the port is open. */
  reachedFromOutside: boolean;
}

/** How busy a thread was since it began, and its longest delay since the last question; null at the first one. */
export interface EventLoopLoad {
  activeMs: number;
  idleMs: number;
  longestDelayMs: number | null;
}

/** Announces that ended in one way: `answered`, or the code of the tracker's fault. */
export interface AnnounceTotals {
  protocol: 'http' | 'udp';
  outcome: string;
  count: number;
}

/** Payload that a session moved, removed downloads included. */
export interface Traffic {
  downloadedBytes: number;
  uploadedBytes: number;
}

/** Jobs of the disk threads, by what became of them. */
export interface DiskTotals {
  writtenBytes: number;
  readBytes: number;
  checkedBytes: number;
  /** Jobs that met a fault of the disk. */
  faults: number;
  /** Pieces whose hash was wrong, from peers or on the disk. */
  hashMismatches: number;
}

/** What an engine has counted since its start, and how it stands. Only computed when asked for. */
export interface EngineCounters {
  traffic: Traffic;
  downloads: Record<EngineDownloadState, number>;
  /** Downloads in state `error`, by code. */
  faults: Partial<Record<DownloadFaultCode, number>>;
  /** Peers that are connected. */
  peers: number;
  incomingConnections: number;
  /** When a peer from the internet last connected to our port, in milliseconds since 1970; null: none has yet. */
  lastOutsideConnectionAt: number | null;
  announces: AnnounceTotals[];
  /** How far the clocks of trackers are before ours, in milliseconds, about a second exact; null where unknown. */
  clockOffsetMs: number | null;
  disk: DiskTotals;
  eventLoop: EventLoopLoad;
}

/** The fields of a status that move by themselves: all that `progress` events carry. */
export const MOVING_FIELDS = [
  'progress',
  'wantedBytes',
  'completedBytes',
  'downloadedBytes',
  'uploadedBytes',
  'downloadRate',
  'uploadRate',
  'ratio',
  'etaSeconds',
  'peers',
  'seeds',
  'peersInSwarm',
  'seedsInSwarm',
  'move',
  'metadata',
] as const satisfies (keyof DownloadStatus)[];

export type ProgressChange = { id: string } & Partial<
  Pick<DownloadStatus, (typeof MOVING_FIELDS)[number]>
>;
