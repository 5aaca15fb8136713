/** A download for tests of the watches over the disks: it does what they say, and remembers it. */
import type { DownloadFault } from '../core/messages.ts';
import type { TorrentTurn } from '../torrent/torrent-turn.ts';
import type { HeldBytes, WatchedDownload } from '../torrent/watched-download.ts';

export class FakeWatchedDownload implements WatchedDownload {
  readonly turn = {} as TorrentTurn;
  readonly directory: string;
  volumeRoots: string[] = [];
  fault: DownloadFault | null = null;
  isLost = false;
  isFetching = false;
  coming: HeldBytes | null = null;
  isProven = false;
  isAsItWas = false;
  neededBytes: number;
  /** What a download does when it goes on: it asks for room. */
  readonly #claim: (download: WatchedDownload) => DownloadFault | null;

  constructor(
    directory: string,
    neededBytes = 0,
    claim: (download: WatchedDownload) => DownloadFault | null = () => null,
  ) {
    this.directory = directory;
    this.neededBytes = neededBytes;
    this.#claim = claim;
  }

  get isRunning(): boolean {
    return this.fault === null;
  }

  async isAsRecorded(): Promise<boolean> {
    return Promise.resolve(this.isAsItWas);
  }

  begin(): void {
    this.fault = this.#claim(this);
    this.isFetching = this.fault === null;
  }

  /** Some of what it needs is on the disk. */
  write(bytes: number): void {
    this.neededBytes -= bytes;
  }

  stopFor(fault: DownloadFault): void {
    this.fault = fault;
    this.isFetching = false;
  }

  say(fault: DownloadFault): void {
    this.fault = fault;
  }

  goOn(): void {
    this.begin();
  }

  lose(fault: DownloadFault): void {
    this.isLost = true;
    this.fault = fault;
  }

  awaitDisk(fault: DownloadFault): void {
    this.fault = fault;
  }

  async regain(isStillThere: () => boolean): Promise<void> {
    if (!isStillThere()) return Promise.resolve();
    this.isLost = false;
    this.fault = null;
    return Promise.resolve();
  }
}
