/**
 * Watches over the room on the disks that downloads write to (room-policy.ts says who may). Invariant: of the
 * downloads that fetch, all that they need was found to fit on their disk when they began, or is about to be
 * looked for.
 *
 * Between two looks there is an account: what was free at the last one, less what each download needed then, which
 * also holds what it has written since.
 */
import type { Clock } from '../core/clock.ts';
import { RequestError } from '../core/engine-error.ts';
import type { DownloadFault } from '../core/messages.ts';
import { noRoomForMoveSentence, noRoomSentence } from '../storage/disk-fault.ts';
import type { DiskLooks, FolderLook } from '../storage/volume-look.ts';
import { assignRoom, fits, type DiskSpace } from './room-policy.ts';
import type { HeldBytes, WatchedDownload } from '../torrent/watched-download.ts';

/** Longest that a download waits after writes failed though there seemed to be room, as under a quota. */
const LONGEST_RETRY_MS = 60_000;

interface Entry {
  readonly download: WatchedDownload;
  /** What it needed at the last look, or when it began after that. */
  claimedBytes: number;
  /** Whether it was found to fit. */
  isSettled: boolean;
  /** Writes that failed one soon after the other. */
  failures: number;
  retryAt: number;
  /** The fault that it has from here. */
  told: DownloadFault | null;
}

interface Folder {
  look: FolderLook | null;
  lookedAt: number;
  looking: Promise<void> | null;
}

export interface RoomWatchOptions {
  clock: Clock;
  looks: Pick<DiskLooks, 'folder'>;
  config: { readonly minFreeBytes: number; readonly volumeLookIntervalMs: number };
  /** Below zero where the first comes before the second in the queue. */
  compare(first: WatchedDownload, second: WatchedDownload): number;
}

export class RoomWatch {
  readonly #options: RoomWatchOptions;
  readonly #entries = new Map<WatchedDownload, Entry>();
  readonly #folders = new Map<string, Folder>();

  constructor(options: RoomWatchOptions) {
    this.#options = options;
  }

  add(download: WatchedDownload): void {
    const entry = {
      download,
      claimedBytes: 0,
      isSettled: false,
      failures: 0,
      retryAt: -Infinity,
      told: null,
    };
    this.#entries.set(download, entry);
  }

  remove(download: WatchedDownload): void {
    this.#entries.delete(download);
  }

  /**
   * It begins to fetch: gives why it does not fit, or null and counts it in. Where its disk was not looked at of
   * late it begins, and stops when a look finds that it does not fit.
   */
  claim(download: WatchedDownload): DownloadFault | null {
    const entry = this.#entries.get(download);
    if (!entry) return null;
    const look = this.#youngLookAt(download.directory);
    entry.isSettled = look !== null;
    entry.claimedBytes = 0;
    if (!look) {
      void this.#lookAt(download.directory);
      return null;
    }
    const { neededBytes } = download;
    const claimedBytes = this.#claimedOn(look.device);
    if (!fits(this.#spaceOf(look), neededBytes, claimedBytes)) {
      return this.#faultOf(entry, look, claimedBytes);
    }
    entry.claimedBytes = neededBytes;
    return null;
  }

  /** Something stopped it: where the disk was full in spite of the account it is not tried again at once. */
  stopped(download: WatchedDownload): void {
    const entry = this.#entries.get(download);
    const { fault } = download;
    if (!entry || !fault || fault === entry.told || !isWatched(fault)) return;
    const now = this.#options.clock.now();
    const { volumeLookIntervalMs } = this.#options.config;
    const isSoon = now - entry.retryAt < LONGEST_RETRY_MS;
    entry.failures = isSoon ? entry.failures + 1 : 1;
    // A little less than whole intervals, so that it is over when the look comes.
    const delayMs = volumeLookIntervalMs * (2 ** (entry.failures - 1) - 0.1);
    entry.retryAt = now + Math.min(delayMs, LONGEST_RETRY_MS);
    entry.told = fault;
    void this.#lookAt(download.directory);
  }

  /** Looks at all disks that are written to, moved to or waited for. */
  lookAtAll(): void {
    const inUse = new Set<string>();
    for (const { download } of this.#entries.values()) {
      const { directory, coming, isFetching, fault } = download;
      if (isFetching || coming || isWatched(fault)) inUse.add(directory);
      if (coming) inUse.add(coming.directory);
    }
    for (const folder of this.#folders.keys()) if (!inUse.has(folder)) this.#folders.delete(folder);
    for (const folder of inUse) void this.#lookAt(folder);
  }

  /** Looks at the disk of a download, so that a claim right after it knows. */
  async refresh({ directory }: WatchedDownload): Promise<void> {
    await this.#folders.get(directory)?.looking;
    await this.#lookAt(directory);
  }

  /** Throws where what would come into a folder from other disks does not fit beside what others need there. */
  async demandRoom(held: readonly HeldBytes[], directory: string): Promise<void> {
    const sources = held.filter(({ bytes }) => bytes > 0);
    const folders = [directory, ...sources.map((source) => source.directory)];
    const [look, ...from] = await Promise.all(folders.map(async (one) => this.#lookAt(one)));
    if (!look) return;
    const { device } = look;
    // On the same disk files are only renamed.
    const copied = sources.filter((_, index) => from[index]?.device !== device);
    const neededBytes = copied.reduce((sum, { bytes }) => sum + bytes, 0);
    const claimedBytes = this.#claimedOn(device) + this.#comingBytes(device);
    const space = this.#spaceOf(look);
    if (fits(space, neededBytes, claimedBytes)) return;
    const shortage = { ...space, directory, neededBytes, claimedBytes };
    throw new RequestError('disk-full', noRoomForMoveSentence(shortage));
  }

  /** What moves that are under way have yet to bring from other disks. */
  #comingBytes(device: number): number {
    return this.#entriesOn(device).reduce((sum, { download: { coming } }) => {
      return coming && !this.#isOn(device, coming.directory) ? sum + coming.bytes : sum;
    }, 0);
  }

  /** As far as it was looked at: nothing waits here for a disk that does not answer. */
  #isOn(device: number, directory: string): boolean {
    return this.#folders.get(directory)?.look?.device === device;
  }

  #youngLookAt(directory: string): FolderLook | null {
    const folder = this.#folders.get(directory);
    if (!folder?.look) return null;
    const age = this.#options.clock.now() - folder.lookedAt;
    return age <= 2 * this.#options.config.volumeLookIntervalMs ? folder.look : null;
  }

  async #lookAt(directory: string): Promise<FolderLook | null> {
    const folder = this.#folders.get(directory) ?? { look: null, lookedAt: 0, looking: null };
    this.#folders.set(directory, folder);
    folder.looking ??= this.#lookNow(directory, folder).finally(() => {
      folder.looking = null;
    });
    await folder.looking;
    return folder.look;
  }

  async #lookNow(directory: string, folder: Folder): Promise<void> {
    const look = await this.#options.looks.folder(directory);
    folder.look = look;
    folder.lookedAt = this.#options.clock.now();
    if (look) this.#judge(look);
  }

  /** By a new look at a disk: who stops, who begins, and what is said of those that wait. */
  #judge(look: FolderLook): void {
    const own = this.#entriesOn(look.device);
    this.#account(own);
    const running = own.filter(({ download, isSettled }) => download.isFetching && isSettled);
    const waiting = own.filter((entry) => this.#waits(entry, look));
    waiting.sort((one, other) => this.#options.compare(one.download, other.download));
    const { stopped, begun } = assignRoom(
      this.#spaceOf(look),
      running.map(demandOf),
      waiting.map(demandOf),
    );
    for (const { entry } of stopped) this.#stop(entry, look);
    for (const { entry } of begun) this.#begin(entry, look);
    this.#tellWaiting(own, look);
  }

  /** What is free now holds what was written since the last look. */
  #account(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const { isFetching, neededBytes } = entry.download;
      entry.claimedBytes = isFetching && entry.isSettled ? neededBytes : 0;
    }
  }

  #waits({ download, isSettled, retryAt }: Entry, look: FolderLook): boolean {
    if (download.isFetching) return !isSettled;
    if (this.#options.clock.now() < retryAt) return false;
    const code = download.fault?.code;
    return code === 'disk-full' || (code === 'read-only' && !look.isReadOnly);
  }

  #begin(entry: Entry, look: FolderLook): void {
    const { download } = entry;
    if (download.isFetching) {
      entry.isSettled = true;
      entry.claimedBytes = download.neededBytes;
      return;
    }
    entry.told = null;
    entry.retryAt = this.#options.clock.now();
    // Others of its folder may begin with it, which claim room by this look.
    this.#folders.get(download.directory)!.look = look;
    download.goOn();
  }

  #stop(entry: Entry, look: FolderLook): void {
    const fault = this.#faultOf(entry, look, 0);
    entry.claimedBytes = 0;
    entry.download.stopFor(fault);
  }

  #tellWaiting(entries: readonly Entry[], look: FolderLook): void {
    const claimedBytes = this.#claimedOn(look.device);
    for (const entry of entries) {
      const { download, isSettled } = entry;
      // What would fit waits since its writes failed: then the amounts are not the reason.
      const isShort = !fits(this.#spaceOf(look), download.neededBytes, claimedBytes);
      if (download.isFetching && !isSettled) this.#stop(entry, look);
      else if (download.fault?.code === 'disk-full' && isShort) {
        download.say(this.#faultOf(entry, look, claimedBytes));
      }
    }
  }

  #faultOf(entry: Entry, look: FolderLook, claimedBytes: number): DownloadFault {
    const { directory, neededBytes } = entry.download;
    const shortage = { ...this.#spaceOf(look), directory, neededBytes, claimedBytes };
    const message = noRoomSentence(shortage);
    entry.told = { code: 'disk-full', message };
    return entry.told;
  }

  #spaceOf({ freeBytes }: FolderLook): DiskSpace {
    return { freeBytes, reservedBytes: this.#options.config.minFreeBytes };
  }

  #entriesOn(device: number): Entry[] {
    return [...this.#entries.values()].filter(({ download: { directory } }) =>
      this.#isOn(device, directory),
    );
  }

  /** What has stopped since the last look may have written what it claimed. */
  #claimedOn(device: number): number {
    return this.#entriesOn(device).reduce((sum, { download, claimedBytes }) => {
      const { isFetching, neededBytes } = download;
      return sum + (isFetching ? claimedBytes : Math.max(0, claimedBytes - neededBytes));
    }, 0);
  }
}

/** Whether a fault goes over by itself, as a look can see. */
function isWatched(fault: DownloadFault | null): boolean {
  return fault?.code === 'disk-full' || fault?.code === 'read-only';
}

function demandOf(entry: Entry): { entry: Entry; neededBytes: number } {
  return { entry, neededBytes: entry.download.neededBytes };
}
