import type {
  DownloadAvailabilityDto,
  DownloadDto,
  DownloadErrorDto,
  DownloadFileDto,
  DownloadPeerDto,
  DownloadPiecesDto,
  DownloadState,
  DownloadTrackerDto,
  QueueMovesDto,
  StreamPosition,
} from '../dto/download.ts';
import type { SessionStatsDto } from '../dto/session.ts';
import type { SettingsDto } from '../dto/settings.ts';
import type { TorrentMetadataDto } from '../dto/torrent.ts';

/** The facts by their names. A fact that is heard twice changes nothing. */
export interface FactEvents {
  'download:added': Fact<{ download: DownloadDto }>;
  'download:state': Fact<DownloadStateEvent>;
  /** The user changed its tags, category, files, names, folder, order, trackers or limits; or a move has come to its end. */
  'download:updated': Fact<{ download: DownloadDto }>;
  /** The user moved some in the queue; the others keep their order around them. */
  'queue:moved': Fact<QueueMovesDto>;
  'download:completed': Fact<{ id: string; completedAt: string }>;
  'download:removed': Fact<{ id: string; deletedData: boolean }>;
  'download:error': Fact<{ id: string; error: DownloadErrorDto }>;
  /** The metadata of a magnet link is there, or cannot be taken. */
  'torrent:metadata': Fact<TorrentMetadataEvent>;
  'session:notice': Fact<SessionNotice>;
  /** The user changed settings; the whole of them. */
  'session:settings': Fact<{ settings: SettingsDto }>;
  /** Tags or categories were made, renamed, changed or deleted. */
  'labels:changed': Fact<object>;
  /** The user banned somebody, or lifted a ban. */
  'bans:changed': Fact<object>;
}

/** The names of facts, in the order in which they are documented. */
export const FACT_NAMES = [
  'download:added',
  'download:state',
  'download:updated',
  'queue:moved',
  'download:completed',
  'download:removed',
  'download:error',
  'torrent:metadata',
  'session:notice',
  'session:settings',
  'labels:changed',
  'bans:changed',
] as const satisfies (keyof FactEvents)[];
export const RATE_NAMES = ['downloads:progress', 'torrents:progress', 'session:stats'] as const;
/** What everybody hears, or may choose of. The details of a download are for those who watch it. */
export const PUBLIC_EVENT_NAMES = [...FACT_NAMES, ...RATE_NAMES] as const;
export type PublicEventName = (typeof PUBLIC_EVENT_NAMES)[number];

export type FactListeners = { [Name in keyof FactEvents]: (event: FactEvents[Name]) => void };

/**
 * The Socket.IO event stream. Facts are reliable and counted by `position.sequence`; rates come once a
 * second with only what changed and may be dropped for a slow reader.
 */
export interface ServerToClientEvents extends FactListeners {
  /** First event of every connection. */
  'session:hello': (event: SessionHello) => void;
  /** The reader was too slow: facts are lost to it. It reads the list again; the stream goes on from here. */
  'session:reload': (event: StreamPlace) => void;
  'downloads:progress': (changes: DownloadProgress[]) => void;
  /** Magnet links whose metadata is asked for without a download: the whole of what moved. */
  'torrents:progress': (changes: TorrentProgress[]) => void;
  'session:stats': (stats: StreamStats) => void;
  /** All files at first, in as many events as they need; then those that changed. */
  'download:files': (event: DownloadFilesEvent) => void;
  'download:peers': (event: DownloadPeersEvent) => void;
  'download:trackers': (event: DownloadTrackersEvent) => void;
  'download:pieces': (event: DownloadPiecesEvent | PieceChangesEvent) => void;
  'download:availability': (event: DownloadAvailabilityEvent) => void;
}

export interface DownloadFilesEvent {
  id: string;
  files: DownloadFileDto[];
}

export interface DownloadPeersEvent {
  id: string;
  peers: DownloadPeerDto[];
}

export interface DownloadTrackersEvent {
  id: string;
  trackers: DownloadTrackerDto[];
}

/** All pieces, for who begins to watch. */
export interface DownloadPiecesEvent extends DownloadPiecesDto {
  id: string;
}

/** The whole of it, when it changed. */
export interface DownloadAvailabilityEvent extends DownloadAvailabilityDto {
  id: string;
}

/** What changed since; ranges of pieces as [first, count]. */
export interface PieceChangesEvent {
  id: string;
  gained: [number, number][];
  /** Found to be wrong or missing. */
  lost: [number, number][];
}

/** How far a reader was told: the facts up to `position`, and the rates up to `ratesPlace`. */
export interface StreamPlace {
  position: StreamPosition;
  /** Counts the changes of rates in this run of the server. */
  ratesPlace: number;
}

/** Given in the handshake by a client that comes back: what it missed is told to it, where that is still known. */
export type ResumeRequest = StreamPlace;

export interface SessionHello extends StreamPlace {
  stats: SessionStatsDto;
  /** Whether the stream goes on where the client was. Else it reads the list. */
  resumed: boolean;
}

/** The sums, and the place that the rates before them have brought the reader to. */
export type StreamStats = SessionStatsDto & { ratesPlace: number };

export interface ClientToServerEvents {
  /** Follow one download's details; replaces what was followed before. The ack says whether it exists. */
  'download:watch': (request: WatchRequest, ack: (result: WatchResult) => void) => void;
  'download:unwatch': (ack?: () => void) => void;
}

export const WATCH_TABS = ['files', 'peers', 'trackers', 'pieces', 'availability'] as const;
export type WatchTab = (typeof WATCH_TABS)[number];

export interface WatchRequest {
  id: string;
  tabs: WatchTab[];
}

export type WatchResult = { ok: true } | WatchRefusal;

export interface WatchRefusal {
  ok: false;
  code: string;
  detail: string;
}

export type Fact<T> = T & { position: StreamPosition };

export interface DownloadStateEvent {
  id: string;
  state: DownloadState;
  previous: DownloadState;
  error: DownloadErrorDto | null;
  progress: number;
}

export interface TorrentMetadataEvent {
  /** Id of the magnet link. */
  id: string;
  /** Id of the torrent that it stands for: another one only where a link with a v2 hash alone meant a hybrid torrent. */
  torrentId: string;
  state: 'done' | 'failed';
  /** Why it failed. */
  error: DownloadErrorDto | null;
}

export interface SessionNotice {
  level: 'info' | 'warning' | 'error';
  code: string;
  message: string;
}

export const PROGRESS_FIELDS = [
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
] as const satisfies (keyof DownloadDto)[];

/** The fields of a download that move. Only those that changed since the last frame are there. */
export type DownloadProgress = { id: string } & Partial<
  Pick<DownloadDto, (typeof PROGRESS_FIELDS)[number]>
>;

/** A magnet link that nobody has started, and how far its metadata is. */
export interface TorrentProgress {
  id: string;
  metadata: TorrentMetadataDto;
}
