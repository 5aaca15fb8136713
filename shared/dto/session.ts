/** Sums over all downloads. */
export interface SessionStatsDto {
  downloadRate: number;
  uploadRate: number;
  downloads: number;
  activeDownloads: number;
  peers: number;
  /** Port that peers reach us at (TCP and UDP), or null while there is none. */
  peerPort: number | null;
  /** Connections with peers that ended since the start, by reason (`banned`, `bad-have`, `idle` ...). */
  peerCloses: Record<string, number>;
  /** Whether the alternative limits hold now: by the user's choice, or by the schedule. */
  alternativeLimits: boolean;
  /** Nodes of the DHT that answer, in both address families; null where it is off. */
  dhtNodes: number | null;
  /** Whether a peer came to us from the internet since the start: then the port is open. */
  reachedFromOutside: boolean;
}

/** What the app must know before it can offer anything. */
export interface ServerInfoDto {
  version: string;
  defaultDirectory: string;
  /** Folders that a download may be put into or below. */
  allowedDirectories: string[];
  freeBytes: number | null;
  peerPort: number | null;
}
