/** A download as the session's watches over the disks see it (torrent-disk.ts is it). */
import type { DownloadFault } from '../core/messages.ts';
import type { TorrentTurn } from './torrent-turn.ts';

/** How much of a download is in a folder. */
export interface HeldBytes {
  directory: string;
  bytes: number;
}

export interface WatchedDownload {
  /** Its place in the queue. */
  readonly turn: TorrentTurn;
  /** Roots of the volumes that its files are on. */
  readonly volumeRoots: readonly string[];
  /** The folder that it writes to. */
  readonly directory: string;
  readonly fault: DownloadFault | null;
  /** Whether it stopped since its disk is missing. */
  readonly isLost: boolean;
  /** Whether it does, or waits to do, what the user wants of it. */
  readonly isRunning: boolean;
  /** Whether it writes, or will as soon as peers send. */
  readonly isFetching: boolean;
  /** Bytes that it has yet to write where no room is allocated. */
  readonly neededBytes: number;
  /** What a move under way has yet to bring into its folder, and where that stands; null where none is. */
  readonly coming: HeldBytes | null;
  /** Whether pieces of it were found on the disk since it was added. */
  readonly isProven: boolean;
  /** Whether one of its files at least is as it was recorded. */
  isAsRecorded(): Promise<boolean>;
  stopFor(fault: DownloadFault): void;
  /** Says the fault that it has in other words. */
  say(fault: DownloadFault): void;
  goOn(): void;
  lose(fault: DownloadFault): void;
  /** The user resumes it while its disk is missing. */
  awaitDisk(fault: DownloadFault): void;
  regain(isStillThere: () => boolean): Promise<void>;
}
