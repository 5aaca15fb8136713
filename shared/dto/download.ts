import type { ProblemCode } from './problem-codes.ts';

/**
 * metadata: a magnet that asks peers for the info · checking: hashing what is on disk · queued: waits
 * for its turn · downloading · seeding · paused: connected, but asks for nothing · cancelled: stopped and
 * disconnected, kept in the list · error: see `error`.
 */
export const DOWNLOAD_STATES = [
  'metadata',
  'checking',
  'queued',
  'downloading',
  'seeding',
  'paused',
  'cancelled',
  'error',
] as const;
export type DownloadState = (typeof DOWNLOAD_STATES)[number];

export const FILE_PRIORITIES = ['skip', 'low', 'normal', 'high'] as const;
export type FilePriority = (typeof FILE_PRIORITIES)[number];

/** Why a download is in state `error`. A closed list: the message says what to do. */
export const DOWNLOAD_ERROR_CODES = [
  'volume-missing',
  'disk-full',
  'file-too-large',
  'permission-denied',
  'read-only',
  'file-missing',
  'file-changed',
  'too-many-open-files',
  'path-conflict',
  'bad-metadata',
  'io-error',
  'internal',
] as const;
export type DownloadErrorCode = (typeof DOWNLOAD_ERROR_CODES)[number];

export interface DownloadErrorDto {
  code: DownloadErrorCode;
  message: string;
}

/** A torrent that this client holds. Bytes are integers, rates bytes per second, progress 0 to 1. */
export interface DownloadDto {
  id: string;
  name: string;
  state: DownloadState;
  error: DownloadErrorDto | null;
  /** Of the wanted bytes; while checking, of the check. */
  progress: number;
  totalBytes: number;
  wantedBytes: number;
  /** Wanted bytes that are verified and on the disk. */
  completedBytes: number;
  /** Payload received and sent since it was added. */
  downloadedBytes: number;
  uploadedBytes: number;
  downloadRate: number;
  uploadRate: number;
  /** uploadedBytes over downloadedBytes; null where nothing was downloaded. */
  ratio: number | null;
  /** Seconds until all wanted files are complete; null where it cannot be said. */
  etaSeconds: number | null;
  /** Connected peers, and those of them that have everything. */
  peers: number;
  seeds: number;
  /** As the trackers tell; null where none did. */
  peersInSwarm: number | null;
  seedsInSwarm: number | null;
  /** The folder that it belongs into; while it moves, the one that it goes to. */
  directory: string;
  /** Where its files lie until it is complete; null where they lie in `directory`. */
  incompleteDirectory: string | null;
  /** Null where all files stand in their place. */
  move: DownloadMoveDto | null;
  tags: string[];
  category: string | null;
  sequential: boolean;
  /** The first and the last hundredth of every file come before all else. */
  firstLastPieces: boolean;
  /** BEP 16: while it seeds, each peer is shown a few pieces at a time. */
  superSeeding: boolean;
  /** Bytes per second of this download alone; null is no limit. */
  downloadLimit: number | null;
  uploadLimit: number | null;
  /** Place in the queue, from 1, among all downloads. */
  queuePosition: number;
  /** Runs whatever the limits of the queue are. */
  forceStart: boolean;
  /**
   * Of a magnet whose metadata is not there yet, whether it asks for it (state `metadata`) or waits paused: it has no
   * files, and its sizes are 0. Null where the metadata is there.
   */
  metadata: MetadataProgressDto | null;
  /** Of its trackers, with the port where one is named: lower case, each once, sorted. */
  trackerHosts: string[];
  /** ISO 8601 UTC. */
  addedAt: string;
  /** Name of the account that added it; null where that is not known. */
  addedBy: string | null;
  completedAt: string | null;
}

/** How far peers are asked for the metadata of a magnet. */
export interface MetadataProgressDto {
  /** Null until a peer told it. */
  totalBytes: number | null;
  receivedBytes: number;
  /** Connected peers, and those of them that have the metadata to give. */
  connected: number;
  givers: number;
  /** Addresses of peers that were heard of, by who named them; those that named none are left out. */
  found: Partial<Record<PeerSource, number>>;
}

/** Files are on their way to another folder, or get other names. The download runs meanwhile. */
export interface DownloadMoveDto {
  directory: string;
  /** Share of the bytes that stand there. */
  progress: number;
  /** It was cancelled: the files go back to where they came from. */
  returning: boolean;
}

/** Absolute, below an allowed root. */
export interface MoveDownloadRequest {
  directory: string;
}

/** The whole path, as `DownloadFileDto` has it: it begins with the root folder's name. */
export interface RenameFileRequest {
  path: string;
}

/** Both as `DownloadFileDto` begins its paths: the root folder's name first. */
export interface RenameFolderRequest {
  folder: string;
  path: string;
}

export interface StartDownloadRequest {
  torrentId: string;
  /** Absolute, below an allowed root; the default folder where it is left out. */
  directory?: string;
  paused?: boolean;
  sequential?: boolean;
  forceStart?: boolean;
  firstLastPieces?: boolean;
  superSeeding?: boolean;
  /**
   * Files whose priority is not `normal`. Left out: the choice that the magnet link makes, where it makes one. Refused
   * with `metadata-pending` while the files are not known.
   */
  files?: FileSelection[];
  tags?: string[];
  category?: string;
}

export interface FileSelection {
  index: number;
  priority: FilePriority;
}

export interface UpdateDownloadRequest {
  /** Of the download and, on the disk, of its root folder or its single file. */
  name?: string;
  sequential?: boolean;
  forceStart?: boolean;
  /** From 1; beyond the end is the end. Those behind it move down. */
  queuePosition?: number;
  firstLastPieces?: boolean;
  superSeeding?: boolean;
  files?: FileSelection[];
  tags?: string[];
  category?: string | null;
  /** Bytes per second; null takes the limit away. */
  downloadLimit?: number | null;
  uploadLimit?: number | null;
}

export const QUEUE_MOVES = ['top', 'up', 'down', 'bottom'] as const;
export type QueueMove = (typeof QUEUE_MOVES)[number];

/** Moves downloads in the queue; they keep their order among themselves. */
export interface MoveInQueueRequest {
  ids: string[];
  move: QueueMove;
}

export interface QueuePlaceDto {
  id: string;
  queuePosition: number;
}

/** Where the moved ones stand now; the others keep their order around them. */
export interface QueueMovesDto {
  moves: QueuePlaceDto[];
}

export const DOWNLOAD_SORT_FIELDS = [
  'addedAt',
  'completedAt',
  'queuePosition',
  'name',
  'state',
  'progress',
  'totalBytes',
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
  'category',
  'directory',
  'addedBy',
] as const;
export type DownloadSortField = (typeof DOWNLOAD_SORT_FIELDS)[number];

/** Which downloads are meant: those for which all that is given holds. */
export interface DownloadFilter {
  /** In one of these states. */
  state?: DownloadState[];
  /** In error, with one of these codes. */
  errorCode?: DownloadErrorCode[];
  /** Whether data moves right now. */
  active?: boolean;
  /** With all of these tags; an empty text: with none at all. */
  tag?: string[];
  /** In one of these categories; an empty text: in none. */
  category?: string[];
  /** Added by one of these accounts, by their names; an empty text: by none that is known. */
  addedBy?: string[];
  /** Whose torrent says that peers are asked of its trackers only (BEP 27), or does not. */
  private?: boolean;
  /** Announcing to this host, with or without its port. */
  tracker?: string;
  /** Words, case folded, that are all in the name or in the paths of the files; several in double quotes are one. */
  search?: string;
}

export interface DownloadListQuery extends DownloadFilter {
  sort?: DownloadSortField;
  order?: 'asc' | 'desc';
  /** At most 10,000; 1,000 by default. */
  limit?: number;
  offset?: number;
}

export interface DownloadListDto {
  items: DownloadDto[];
  /** How many match the filter, before paging. */
  total: number;
  /** Place in the event stream that the list is true for: see `StreamPosition`. */
  position: StreamPosition;
}

/** Which downloads match a filter, and no more of them. */
export interface DownloadIdsDto {
  /** In the order of the queue. */
  ids: string[];
  /** As in the list. */
  position: StreamPosition;
}

/** A point in the event stream: `boot` names one run of the server, `sequence` counts its facts. */
export interface StreamPosition {
  boot: string;
  sequence: number;
}

export interface DownloadFileDto {
  index: number;
  path: string;
  bytes: number;
  completedBytes: number;
  progress: number;
  priority: FilePriority;
}

export const PEER_SOURCES = ['tracker', 'incoming', 'manual', 'dht', 'pex', 'lsd'] as const;
export type PeerSource = (typeof PEER_SOURCES)[number];

/** Where the addresses of a download's peers come from. */
export interface DownloadSourcesDto {
  /** BEP 27: its trackers are the only source, and what connects to us. */
  private: boolean;
  dht: AnnouncedSourceDto;
  lsd: AnnouncedSourceDto;
  pex: PexSourceDto;
  /** Addresses that are remembered, by who named them first. */
  known: Partial<Record<PeerSource, number>>;
  /** The same of connected peers. */
  connected: Partial<Record<PeerSource, number>>;
}

/** off: switched off, not for a private torrent, or the download does not run · waiting: its turn comes */
export const ANNOUNCED_SOURCE_STATES = ['off', 'waiting', 'announcing', 'announced'] as const;
export type AnnouncedSourceState = (typeof ANNOUNCED_SOURCE_STATES)[number];

/** A source that is asked again and again: the DHT, the local network. */
export interface AnnouncedSourceDto {
  state: AnnouncedSourceState;
  /** ISO 8601 UTC. */
  lastAnnounceAt: string | null;
  nextAnnounceAt: string | null;
  /** Addresses that it named since the download runs, each as often as it did. */
  found: number;
}

/** Peers that tell of others (BEP 11). */
export interface PexSourceDto {
  enabled: boolean;
  /** Connected peers that do. */
  peers: number;
  /** Addresses that they have named. */
  found: number;
}

/** Message stream encryption: none, for the handshake only, or RC4 for everything. */
export const PEER_ENCRYPTIONS = ['none', 'handshake', 'rc4'] as const;
export type PeerEncryption = (typeof PEER_ENCRYPTIONS)[number];

export interface DownloadPeerDto {
  /** `address:port`, IPv6 in brackets: unique among the peers of a download. */
  id: string;
  address: string;
  port: number;
  /** Where the address is (ISO 3166-1, two letters); null where that is not known: of IPv6, of private addresses. */
  country: string | null;
  /** Name and version that the peer gives, made printable. */
  client: string;
  source: PeerSource;
  incoming: boolean;
  encryption: PeerEncryption;
  progress: number;
  downloadRate: number;
  uploadRate: number;
  downloadedBytes: number;
  uploadedBytes: number;
  /** We want something that the peer has, and whether the peer lets us have it. */
  interested: boolean;
  choked: boolean;
  /** The peer wants something of ours, and whether we let it. */
  peerInterested: boolean;
  peerChoked: boolean;
  snubbed: boolean;
  optimistic: boolean;
}

export const TRACKER_STATES = ['idle', 'announcing', 'working', 'error', 'disabled'] as const;
export type TrackerState = (typeof TRACKER_STATES)[number];

export interface DownloadTrackerDto {
  url: string;
  tier: number;
  state: TrackerState;
  /** What the tracker said last: its failure or warning, or our own account of a fault. */
  message: string | null;
  seeds: number | null;
  leechers: number | null;
  /** Peers in its last answer. */
  peersReceived: number | null;
  /** Announces that failed in a row. */
  failures: number;
  /** ISO 8601 UTC. */
  lastAnnounceAt: string | null;
  nextAnnounceAt: string | null;
}

export interface DownloadPiecesDto {
  count: number;
  /** Base64 of a bitfield (BEP 3): high bit first, one bit a piece that is had. */
  have: string;
}

/** How many connected peers have each piece. */
export interface DownloadAvailabilityDto {
  /** Consecutive pieces that share a byte of `copies`: more than 1 only where there are thousands of them. */
  piecesPerPart: number;
  /** Base64: for each part the copies of its rarest piece, one byte; 255 stands for more too. */
  copies: string;
  /** Copies of the rarest piece of all, and the share of the pieces of which there are more. */
  distributedCopies: number;
  /** Pieces that are wanted and missing here, and that no connected peer has. */
  unreachablePieces: number;
}

/** What can be done to many downloads with one call. */
export const BULK_ACTIONS = [
  'pause',
  'resume',
  'cancel',
  'remove',
  'recheck',
  'reannounce',
  'forceStart',
  'setTags',
  'addTags',
  'removeTags',
  'setCategory',
  'setLimits',
  'setOptions',
  'move',
  'cancelMove',
] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Of `ids` and `filter` one is given; of the others what the action needs. */
export interface BulkActionRequest {
  action: BulkAction;
  ids?: string[];
  filter?: DownloadFilter;
  /** Of `remove`; false where it is left out. */
  deleteData?: boolean;
  /** Of `forceStart`; true where it is left out. */
  forceStart?: boolean;
  /** Of `setTags`, `addTags` and `removeTags`. */
  tags?: string[];
  /** Of `setCategory`; null takes them out of theirs. */
  category?: string | null;
  /** Of `setLimits`, one or both; null takes the limit away. */
  downloadLimit?: number | null;
  uploadLimit?: number | null;
  /** Of `setOptions`, one at least. */
  sequential?: boolean;
  firstLastPieces?: boolean;
  superSeeding?: boolean;
  /** Of `move`. */
  directory?: string;
}

/** Each download by itself: one that fails keeps no other from it. */
export interface BulkResultsDto {
  results: BulkResultDto[];
}

export interface BulkResultDto {
  id: string;
  ok: boolean;
  /** Why it is not done. */
  code?: ProblemCode;
  detail?: string;
}
