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
  /** Port that peers reach it at; a free one where none is given. */
  port?: number;
  /** `host:port` of peers to connect to. Transmission and aria2 cannot be told: they are connected to. */
  peers?: readonly string[];
  /** Whether to ask the torrent's trackers. */
  useTrackers: boolean;
  /**
   * Encryption of its connections; its own default where none is given. `forced` is RC4 or nothing. Only Shoal and
   * libtorrent know all of these, aria2 knows `enabled` and `forced`, the others are not told.
   */
  encryption?: ClientEncryption;
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

export interface ClientKind {
  readonly name: string;
  /** Resolves once the client runs: a seed may still be checking its files. */
  seed(options: ClientOptions): Promise<RunningClient>;
  leech(options: ClientOptions): Promise<RunningClient>;
  version(): Promise<string>;
}
