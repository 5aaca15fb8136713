/**
 * What the engine offers and says. Commands and events are plain serialisable values (core/messages.ts), so
 * that the engine can live in a worker thread, and may one day live on another machine.
 */
import type { MagnetSource, MetadataStatus } from '../core/magnet-messages.ts';
import type {
  AddDownload,
  BannedPeer,
  ResumeState,
  DhtStatus,
  DiscoveryReport,
  DownloadChanges,
  DownloadFault,
  DownloadPlace,
  EngineDownloadState,
  DownloadStatus,
  EngineCounters,
  EngineSettings,
  FileStatus,
  PeerEndpoint,
  PieceAvailability,
  PieceDeadline,
  PeerStatus,
  QueuePlace,
  StatusChanges,
  TrackerHostStatus,
  TrackerStatus,
  TrackerTiersOf,
  EngineStats,
  ProgressChange,
} from '../core/messages.ts';

export type * from '../core/magnet-messages.ts';
export type * from '../core/messages.ts';

/** One engine: a set of downloads with their sockets. `Session` is one in this thread, `EngineHost` one in a worker. */
export interface Engine {
  /** Opens the sockets. Rejects when the data folders or the port cannot be used. */
  start(): Promise<EngineInfo>;
  /** Takes no new work, tells trackers `stopped` (bounded), syncs, reports last checkpoints, closes everything. */
  stop(): Promise<void>;

  /**
   * Takes a download into the list: by its metainfo, or by a magnet. One that came as a magnet is added again with
   * its metainfo, once `metadata` told it, and goes on as what it is then; nothing else is added twice.
   */
  add(request: AddDownload): Promise<DownloadStatus>;
  pause(id: string): Promise<DownloadStatus>;
  resume(id: string): Promise<DownloadStatus>;
  cancel(id: string): Promise<DownloadStatus>;
  remove(id: string, options: { deleteData: boolean }): Promise<void>;
  /** Hashes everything on disk again. */
  recheck(id: string): Promise<DownloadStatus>;
  reannounce(id: string): Promise<DownloadStatus>;
  /** Announces to one of its trackers now. Rejects with `tracker-not-found` where it is none of them. */
  announceTo(id: string, url: string): Promise<DownloadStatus>;
  /**
   * Whether a move to this place can begin. Rejects with `state-conflict` while another is under way, with
   * `path-conflict` where a file stands in it already. Its owner records both places before it calls `move`.
   */
  checkMove(id: string, place: DownloadPlace): Promise<void>;
  /** Its files go to this folder, under these names, while it runs; `relocated` tells when they all stand there. */
  move(id: string, place: DownloadPlace): Promise<DownloadStatus>;
  /** Turns a move round: what is moved goes back. */
  cancelMove(id: string): Promise<DownloadStatus>;
  update(id: string, changes: DownloadChanges): Promise<DownloadStatus>;
  /** Gives some downloads new places in the queue; the others keep theirs. Unknown ids are passed over. */
  reorder(places: QueuePlace[]): Promise<void>;
  /** Changes what holds for all downloads, at once. Of a wrong value nothing is taken. */
  configure(changes: Partial<EngineSettings>): Promise<void>;
  /** Dials these addresses as well as those that trackers name. */
  addPeers(id: string, peers: PeerEndpoint[]): Promise<void>;
  /**
   * Addresses and CIDR networks that no download deals with: they take the place of those before. Connections to
   * them end at once.
   */
  setBans(ranges: string[]): Promise<void>;
  /** Those that downloads keep out by themselves. */
  bannedPeers(): Promise<BannedPeer[]>;
  /** Lets one of them in again; nothing where it is not kept out. */
  liftBan(id: string, address: string): Promise<void>;
  /** Pieces that are waited for, as by a player: asked for before all others. Takes the place of those before. */
  setDeadlines(id: string, deadlines: PieceDeadline[]): Promise<void>;

  /**
   * Fetches the metadata of a magnet from peers, for a preview: nothing is listed. `metadata` tells when it is there.
   * Asked twice it is the same fetch, with what the second magnet names beside; one that failed begins anew.
   */
  fetchMetadata(id: string, magnet: MagnetSource): Promise<MetadataStatus>;
  /** Ends it, unless a download waits for it. Nothing where there is none. */
  dropMetadata(id: string): Promise<void>;
  /** Null where none was asked for, or it was dropped. */
  metadataStatus(id: string): Promise<MetadataStatus | null>;

  list(): Promise<DownloadStatus[]>;
  /** Those that may look different than at that version, which an earlier answer gave; of version 0 all. */
  changedSince(version: number): Promise<StatusChanges>;
  status(id: string): Promise<DownloadStatus>;
  files(id: string): Promise<FileStatus[]>;
  peers(id: string): Promise<PeerStatus[]>;
  trackers(id: string): Promise<TrackerStatus[]>;
  /** Where its peers come from. */
  discovery(id: string): Promise<DiscoveryReport>;
  /** The trackers of all downloads by their hosts. */
  trackerHosts(): Promise<TrackerHostStatus[]>;
  /** The trackers of each download, or of these, that has one with this text in its URL. */
  findTrackers(text: string, ids?: readonly string[]): Promise<TrackerTiersOf[]>;
  /** BEP 3 bitfield of the pieces that are had. */
  pieces(id: string): Promise<Uint8Array>;
  /** How many connected peers have each piece. */
  availability(id: string): Promise<PieceAvailability>;
  stats(): Promise<EngineStats>;
  /** What it counted since its start; asked for by those that watch it from outside, once in a while. */
  counters(): Promise<EngineCounters>;
  /** How the DHT is; `enabled` is false where it is off. */
  dhtStatus(): Promise<DhtStatus>;

  /** Whether `progress` and `stats` events are wanted. Nothing is computed while nobody listens. */
  watchProgress(wanted: boolean): Promise<void>;

  on<Name extends keyof EngineEvents>(
    name: Name,
    listener: (event: EngineEvents[Name]) => void,
  ): () => void;
}

/**
 * The bytes of the .torrent file of a download that the engine has, as its owner keeps them; null where it has
 * them no more. With it the engine need not keep the piece hashes of downloads that are complete.
 */
export type LoadMetainfo = (id: string) => Promise<Uint8Array | null>;

/** What the engine starts with: its settings, and what cannot be changed while it runs. */
export interface EngineConfig extends EngineSettings {
  /** Address that every peer and tracker socket is bound to; null binds to all (IPv4 and IPv6). */
  peerHost: string | null;
  /** Port that peers reach us at; 0 takes a free one. */
  peerPort: number;
  /** Addresses of peers that one download remembers. */
  maxKnownPeers: number;
  /** Take several peers with one address, as behind a shared connection. This machine's own always may. */
  allowSeveralPerAddress: boolean;
  /** Bounds of the upload slots of a download where their number follows the link. */
  uploadSlotsFloor: number;
  uploadSlotsCeiling: number;
  /** Shared memory for blocks on their way to the disk, and for blocks on their way to peers, in bytes. */
  writeSlabBytes: number;
  readSlabBytes: number;
  /** Threads that read, write and hash. */
  diskWorkers: number;
  /** Open files and sockets that the system allows this process; null is no limit. */
  maxOpenFiles: number | null;
  /** Checkpoints of a download whose pieces changed, in milliseconds. */
  checkpointIntervalMs: number;
  /** How often the files of a download that serves somebody are looked at for changes by others, in milliseconds. */
  fileWatchIntervalMs: number;
  /** How often the disks are looked at that downloads lie on, in milliseconds. */
  volumeLookIntervalMs: number;
  /** Take part in the DHT (BEP 5), in both address families. */
  dht: boolean;
  /** `host:port` of nodes that are asked for others, where none that is known answers; empty asks nobody. */
  dhtBootstrap: readonly string[];
  /** Ask the DHT without answering its queries (BEP 43): for those whom others cannot reach. */
  dhtReadOnly: boolean;
  /** What an earlier run told by `dhtState`, or null. */
  dhtState: Uint8Array | null;
  /** Most that the DHT sends. */
  dhtUploadBytesPerSecond: number;
  /** Most bytes of the info dictionary that a magnet link stands for. */
  maxMetadataBytes: number;
  /** Addresses and CIDR networks that are not public, but that trackers and torrents by address may be in. */
  allowedFetchNetworks: readonly string[];
  /** Accept tracker certificates that no known authority signed. */
  acceptSelfSignedTrackers: boolean;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
}

export interface EngineInfo {
  /** Names one run: facts of another boot do not follow each other. */
  boot: string;
  peerPort: number;
}

/** Every event names its node's boot and its place: a gap means that the receiver must read the state anew. */
export interface EventOrigin {
  boot: string;
  sequence: number;
}

export interface EngineEvents {
  added: EventOrigin & { status: DownloadStatus };
  state: EventOrigin & {
    id: string;
    previous: EngineDownloadState;
    status: DownloadStatus;
  };
  completed: EventOrigin & { id: string; completedAt: number };
  removed: EventOrigin & { id: string; deletedData: boolean };
  /** Every file is in its place, and no other has one of its files. The status says whether they stay in an incomplete folder. */
  relocated: EventOrigin & { id: string; status: DownloadStatus };
  /** Recorded progress, after a sync: for the owner to keep. */
  checkpoint: EventOrigin & { id: string; resume: ResumeState };
  /** The root of a volume says this from now on (storage/volume-marker.ts): for the owner to keep. */
  volume: EventOrigin & { root: string; marker: string };
  /** What the DHT knows by now: for the owner to keep, and to give as `dhtState` at the next start. */
  dhtState: EventOrigin & { state: Uint8Array };
  notice: EventOrigin & { level: 'info' | 'warning' | 'error'; code: string; message: string };
  /**
   * The metadata of a magnet is there. `id` is the magnet's; the torrent's is another where a hybrid torrent was
   * found by its v2 hash alone.
   */
  metadata: EventOrigin & {
    id: string;
    torrentId: string;
    /** A whole .torrent file: the verified info as it came, with the link's trackers and web seeds. */
    metainfo: Uint8Array;
  };
  /** Peers gave what the magnet names, but no torrent that can be downloaded: the fetch of a preview ends. */
  metadataFailed: EventOrigin & { id: string; fault: DownloadFault };
  /** Once a second while watched: the fetches of previews that moved. Not counted in `sequence`. */
  metadataProgress: MetadataStatus[];
  /** Once a second while watched: the fields that changed. Not counted in `sequence`. */
  progress: ProgressChange[];
  stats: EngineStats;
}
