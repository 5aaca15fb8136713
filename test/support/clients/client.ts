/**
 * What every client in a test or benchmark can do, whoever wrote it: seed or download one torrent. A client
 * is one process tree, started for that torrent alone and stopped when it is disposed of.
 */
import type { TorrentFixture } from '../fixtures.ts';

export interface ClientOptions {
  torrent: TorrentFixture;
  /** Folder that holds the content (seed) or that it goes into (leech). */
  folder: string;
  /** `host:port` of peers to connect to, for clients that can be told. */
  peers?: readonly string[];
  /** Whether to ask the torrent's trackers. */
  useTrackers: boolean;
}

export interface RunningClient extends AsyncDisposable {
  /** The process whose tree is the client. */
  readonly pid: number;
  /** Where peers reach it, `host:port`. */
  readonly address: string;
  /** Resolves when the client says that it has everything; for a seed, that it serves. */
  complete(timeoutMs: number): Promise<void>;
}

export interface ClientKind {
  readonly name: string;
  /** Whether it connects to `peers`; one that does not learns of them from a tracker. */
  readonly dialsPeers: boolean;
  /** Resolves once the client runs: a seed may still be checking its files. */
  seed(options: ClientOptions): Promise<RunningClient>;
  leech(options: ClientOptions): Promise<RunningClient>;
  version(): Promise<string>;
}
