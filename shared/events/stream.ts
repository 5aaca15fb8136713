import type {
  DownloadDto,
  DownloadErrorDto,
  DownloadFileDto,
  DownloadPeerDto,
  DownloadState,
  DownloadTrackerDto,
  QueueMovesDto,
  StreamPosition,
} from '../dto/download.ts';
import type { SessionStatsDto } from '../dto/session.ts';
import type { SettingsDto } from '../dto/settings.ts';

/** The facts by their names. A fact that is heard twice changes nothing. */
export interface FactEvents {
  'download:added': Fact<{ download: DownloadDto }>;
  'download:state': Fact<DownloadStateEvent>;
  /** The user changed its tags, category, files, names, folder, order or limits; or a move has come to its end. */
  'download:updated': Fact<{ download: DownloadDto }>;
  /** The user moved some in the queue; the others keep their order around them. */
  'queue:moved': Fact<QueueMovesDto>;
  'download:completed': Fact<{ id: string; completedAt: string }>;
  'download:removed': Fact<{ id: string; deletedData: boolean }>;
  'download:error': Fact<{ id: string; error: DownloadErrorDto }>;
  'session:notice': Fact<SessionNotice>;
  /** The user changed settings; the whole of them. */
  'session:settings': Fact<{ settings: SettingsDto }>;
}

export type FactListeners = { [Name in keyof FactEvents]: (event: FactEvents[Name]) => void };

/**
 * The Socket.IO event stream. Facts are reliable and counted by `position.sequence`; rates come once a
 * second with only what changed and may be dropped for a slow reader.
 */
export interface ServerToClientEvents extends FactListeners {
  /** First event of every connection. If `boot` or `sequence` is not what the client has, it reloads the list. */
  'session:hello': (event: { position: StreamPosition; stats: SessionStatsDto }) => void;
  'downloads:progress': (changes: DownloadProgress[]) => void;
  'session:stats': (stats: SessionStatsDto) => void;
  'download:files': (event: { id: string; files: DownloadFileDto[] }) => void;
  'download:peers': (event: { id: string; peers: DownloadPeerDto[] }) => void;
  'download:trackers': (event: { id: string; trackers: DownloadTrackerDto[] }) => void;
}

export interface ClientToServerEvents {
  /** Follow one download's details; replaces what was followed before. The ack says whether it exists. */
  'download:watch': (request: WatchRequest, ack: (result: WatchResult) => void) => void;
  'download:unwatch': (ack?: () => void) => void;
}

export const WATCH_TABS = ['files', 'peers', 'trackers'] as const;
export type WatchTab = (typeof WATCH_TABS)[number];

export interface WatchRequest {
  id: string;
  tabs: WatchTab[];
}

export type WatchResult = { ok: true } | { ok: false; code: string; detail: string };

export type Fact<T> = T & { position: StreamPosition };

export interface DownloadStateEvent {
  id: string;
  state: DownloadState;
  previous: DownloadState;
  error: DownloadErrorDto | null;
  progress: number;
}

export interface SessionNotice {
  level: 'info' | 'warning' | 'error';
  code: string;
  message: string;
}

/** The fields of a download that move. Only those that changed since the last frame are there. */
export type DownloadProgress = { id: string } & Partial<
  Pick<
    DownloadDto,
    | 'progress'
    | 'wantedBytes'
    | 'completedBytes'
    | 'downloadedBytes'
    | 'uploadedBytes'
    | 'downloadRate'
    | 'uploadRate'
    | 'ratio'
    | 'etaSeconds'
    | 'peers'
    | 'seeds'
    | 'peersInSwarm'
    | 'seedsInSwarm'
    | 'move'
  >
>;
