/** How the server's surroundings are, for those who run it. */
import type { DhtReportDto } from './dht.ts';

/** `unknown`: it could not be found out, which says nothing against it. */
export const CHECK_STATUSES = ['ok', 'warning', 'failed', 'unknown'] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];

export interface CheckDto {
  status: CheckStatus;
  /** What was found, and what to do about it. */
  message: string;
}

export interface PeerPortCheckDto extends CheckDto {
  /** Port that peers reach this server at, TCP and UDP; null while there is none. */
  port: number | null;
  /** Whether a connection from this machine to it succeeds; null where there is none to try. */
  connectsLocally: boolean | null;
  /** `yes` when a peer from the internet has connected since the start. */
  reachable: 'yes' | 'unknown';
  lastOutsideConnectionAt: string | null;
}

export interface DhtCheckDto extends CheckDto {
  /** Whether this server takes part in it. */
  available: boolean;
  /** Null where it does not. */
  report: DhtReportDto | null;
}

export interface DiskCheckDto extends CheckDto {
  directory: string;
  freeBytes: number | null;
  totalBytes: number | null;
  /** Whether a file could be written and read back; null where that was not tried. */
  isWritable: boolean | null;
}

export interface ClockCheckDto extends CheckDto {
  /** How far the clocks of trackers are before this machine's, in seconds; null where no tracker said. */
  offsetSeconds: number | null;
}

export interface DatabaseCheckDto extends CheckDto {
  bytes: number;
  /** Size of the write-ahead log. */
  logBytes: number;
  /** Whether the file is sound; null where it was not looked through. */
  isSound: boolean | null;
}

export interface OpenFilesCheckDto extends CheckDto {
  /** Open files and sockets of the server; null where the system does not tell. */
  open: number | null;
  /** What the system allows; null where it sets no limit. */
  limit: number | null;
}

export interface DiagnosticsDto {
  checkedAt: string;
  peerPort: PeerPortCheckDto;
  dht: DhtCheckDto;
  disks: DiskCheckDto[];
  clock: ClockCheckDto;
  database: DatabaseCheckDto;
  openFiles: OpenFilesCheckDto;
}
