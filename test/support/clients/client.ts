/**
 * What every client in a test or benchmark can do, whoever wrote it: seed or download one torrent. A client
 * is one process tree, started for that torrent alone and stopped when it is disposed of.
 */
import type { TorrentFixture } from '../fixtures.ts';

export type ClientEncryption = 'plain' | 'enabled' | 'preferred' | 'forced';

export interface ClientOptions {
  torrent: TorrentFixture;
  /** Folder that holds the content (seed) or that it goes into (leech). */
  folder: string;
  /** The link to download by, in place of the torrent file. Only libtorrent and aria2 are told. */
  magnet?: string;
  /** Port that peers reach it at; a free one where none is given. */
  port?: number;
  /** `host:port` of peers to connect to. Transmission and aria2 cannot be told: they are connected to. */
  peers?: readonly string[];
  /** Whether to ask the torrent's trackers. */
  useTrackers: boolean;
  /**
   * Encryption of its connections; its own default where none is given. `forced` is RC4 or nothing. Only Shoal and
   * libtorrent know all of these, aria2 and qBittorrent know `enabled` and `forced`, Transmission `preferred` too.
   */
  encryption?: ClientEncryption;
  /** What it sends and takes at most. Shoal and Transmission are not told, aria2 of the first alone. */
  uploadLimitBytesPerSecond?: number;
  downloadLimitBytesPerSecond?: number;
}

export interface RunningClient extends AsyncDisposable {
  /** The process whose tree is the client. */
  readonly pid: number;
  /** Where peers reach it, `host:port`. */
  readonly address: string;
  /** Where a GET tells of its downloads, where it has such an API. */
  readonly listUrl?: string;
  /** Resolves when the client says that it has everything; for a seed, that it serves. */
  complete(timeoutMs: number): Promise<void>;
}

/** A client that says how far it is, 0 to 1. */
export interface WatchedClient extends RunningClient {
  progress(): Promise<number>;
}

/** A client that can be told to stop and go on. */
export interface PausableClient extends WatchedClient {
  /** Resolves once it has taken the command. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

export interface ClientKind<Client extends RunningClient = RunningClient> {
  readonly name: string;
  /** Whether it connects to no peer on this machine: as a leech it must be known before the seed asks who is. */
  readonly mustBeDialled?: true;
  /** Resolves once the client runs: a seed may still be checking its files. */
  seed(options: ClientOptions): Promise<Client>;
  leech(options: ClientOptions): Promise<Client>;
  version(): Promise<string>;
}
