/**
 * Watches over the disks of all downloads, on behalf of the session: whether they are there (volume-watch.ts), and
 * whether they have room (room-watch.ts). Looks every few seconds, and at once where a download met a fault.
 */
import type { Clock, Timer } from '../core/clock.ts';
import { RequestError } from '../core/engine-error.ts';
import type { Logger } from '../core/logger.ts';
import type { AddDownload, DownloadFault, FolderPlace } from '../core/messages.ts';
import type { DiskLooks } from '../storage/volume-look.ts';
import { RoomWatch } from './room-watch.ts';
import { VolumeWatch } from './volume-watch.ts';
import type { HeldBytes, WatchedDownload } from '../torrent/watched-download.ts';

/** A look at a volume that is so young does for a download that is added: a start of thousands looks once a second. */
const YOUNG_MS = 1_000;

export interface DiskWatchOptions {
  clock: Clock;
  logger: Logger;
  looks: DiskLooks;
  config: { readonly minFreeBytes: number; readonly volumeLookIntervalMs: number };
  /** Below zero where the first comes before the second in the queue. */
  compare(first: WatchedDownload, second: WatchedDownload): number;
  /** The root of a volume says this from now on. */
  onMarker(root: string, marker: string): void;
}

export class DiskWatch {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #downloads = new Set<WatchedDownload>();
  readonly #volumes: VolumeWatch;
  readonly #room: RoomWatch;
  #timer: Timer | null = null;

  constructor(options: DiskWatchOptions) {
    this.#clock = options.clock;
    this.#intervalMs = options.config.volumeLookIntervalMs;
    this.#volumes = new VolumeWatch({ ...options, downloads: this.#downloads });
    this.#room = new RoomWatch(options);
  }

  start(): void {
    this.#timer = this.#clock.setRepeating(this.#intervalMs, () => this.lookAtAll());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    for (const download of this.#downloads) this.leave(download);
  }

  /** A download is added: gives why its disk cannot be reached, or null. */
  async enter(
    download: WatchedDownload,
    places: readonly FolderPlace[],
  ): Promise<DownloadFault | null> {
    for (const place of places) this.know(place);
    this.#downloads.add(download);
    this.#room.add(download);
    await this.#volumes.refresh(download, YOUNG_MS);
    return this.#volumes.faultOf(download);
  }

  /** Files are, or come to be, in a place: what its owner knows of the volume there. */
  know({ volumeRoot, volumeId, volumeMarker }: FolderPlace): void {
    if (volumeRoot === undefined) return;
    this.#volumes.know({ root: volumeRoot, id: volumeId ?? null, marker: volumeMarker ?? null });
  }

  leave(download: WatchedDownload): void {
    this.#downloads.delete(download);
    this.#room.remove(download);
  }

  lookAtAll(): void {
    this.#volumes.lookAtAll();
    this.#room.lookAtAll();
  }

  /**
   * The user resumes a download: whether it does so already, or will when its disk is back. Its disks are looked at
   * for that, so that it is told anew why it cannot.
   */
  async goesOnByItself(download: WatchedDownload): Promise<boolean> {
    if (!download.isLost && download.fault === null) return false;
    const missing = await this.#lookFor(download);
    if (missing) download.awaitDisk(missing);
    else await this.#room.refresh(download);
    return missing !== null || download.isRunning;
  }

  /** Throws while the disk of a download is missing. */
  async demand(download: WatchedDownload): Promise<void> {
    const missing = await this.#lookFor(download);
    if (missing) throw new RequestError('volume-missing', missing.message);
  }

  /** It begins to fetch: gives why what it needs does not fit, or null and counts it in. */
  claimRoom(download: WatchedDownload): DownloadFault | null {
    return this.#room.claim(download);
  }

  /** Throws where what would come into a folder from other disks does not fit there. */
  async demandRoom(held: readonly HeldBytes[], directory: string): Promise<void> {
    await this.#room.demandRoom(held, directory);
  }

  isMarked(root: string): boolean {
    return this.#volumes.isMarked(root);
  }

  /** The state of a download changed. */
  changed(download: WatchedDownload): void {
    const { fault, isLost } = download;
    if (fault === null || isLost) return;
    this.#room.stopped(download);
    // What looks like a fault of its files may be one of the disk.
    if (fault.code !== 'disk-full') void this.#volumes.refresh(download, 0);
  }

  async #lookFor(download: WatchedDownload): Promise<DownloadFault | null> {
    await this.#volumes.refresh(download, 0);
    if (this.#volumes.faultOf(download)) await this.#volumes.prove(download);
    return this.#volumes.faultOf(download);
  }
}

/** Where the files of a download are, or may be. */
export function placesOf({ staging, movingFrom = [], ...final }: AddDownload): FolderPlace[] {
  return [final, ...(staging ? [staging] : []), ...movingFrom];
}
