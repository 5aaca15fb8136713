/**
 * Watches over the volumes that downloads lie on (volume-policy.ts says when one is there). Invariant: between two
 * looks a download of a volume that was found missing is lost, and one of a volume that was found is not.
 *
 * Each volume is looked at by itself, and not again before the last look has ended: a network folder that does not
 * answer holds up no other.
 */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { DownloadFault } from '../core/messages.ts';
import { Turns } from '../limits/turns.ts';
import { volumeMissingSentence } from '../storage/disk-fault.ts';
import type { DiskLooks } from '../storage/volume-look.ts';
import { judgeVolume } from './volume-policy.ts';
import type { WatchedDownload } from '../torrent/watched-download.ts';

/** Downloads that are compared with their files at the same time when a disk is back. */
const REGAINED_AT_ONCE = 8;

/** A volume as its owner names it. */
export interface NamedVolume {
  root: string;
  /** What a new marker says; none is written without. */
  id: string | null;
  /** What its marker says; null where it had none. */
  marker: string | null;
}

interface Volume extends NamedVolume {
  isMissing: boolean;
  lookedAt: number;
  looking: Promise<void> | null;
  /** It was told once that no marker can be written. */
  isUnmarkable: boolean;
}

export interface VolumeWatchOptions {
  clock: Clock;
  logger: Logger;
  looks: Pick<DiskLooks, 'volume' | 'mark'>;
  downloads: ReadonlySet<WatchedDownload>;
  /** The root says this from now on. */
  onMarker(root: string, marker: string): void;
}

export class VolumeWatch {
  readonly #options: VolumeWatchOptions;
  readonly #volumes = new Map<string, Volume>();
  readonly #regaining = new Turns(REGAINED_AT_ONCE);

  constructor(options: VolumeWatchOptions) {
    this.#options = options;
  }

  /** What its owner knows of a volume, with each download that is added to it. */
  know({ root, id, marker }: NamedVolume): void {
    const volume = this.#volumeOf(root);
    volume.id ??= id;
    volume.marker ??= marker;
  }

  isMarked(root: string): boolean {
    return (this.#volumes.get(root)?.marker ?? null) !== null;
  }

  /** Why its files cannot be reached, as of the last look; null where they can. */
  faultOf({ volumeRoots }: WatchedDownload): DownloadFault | null {
    const root = volumeRoots.find((one) => this.#volumes.get(one)?.isMissing);
    return root === undefined
      ? null
      : { code: 'volume-missing', message: volumeMissingSentence(root) };
  }

  /** Looks at all volumes with downloads, and forgets the others. */
  lookAtAll(): void {
    const inUse = new Set<string>();
    for (const { volumeRoots } of this.#options.downloads) {
      for (const root of volumeRoots) inUse.add(root);
    }
    for (const root of this.#volumes.keys()) if (!inUse.has(root)) this.#volumes.delete(root);
    for (const root of inUse) void this.#look(this.#volumeOf(root));
  }

  /** Looks at the volumes of a download, where the last look is older. */
  async refresh({ volumeRoots }: WatchedDownload, mostAgeMs: number): Promise<void> {
    const now = this.#options.clock.now();
    await Promise.all(
      volumeRoots.map(async (root) => {
        const volume = this.#volumeOf(root);
        if (volume.looking || now - volume.lookedAt >= mostAgeMs) await this.#look(volume);
      }),
    );
  }

  /** The user asks for a download: files of it that are as recorded are as good as a marker that was removed. */
  async prove(download: WatchedDownload): Promise<void> {
    for (const root of download.volumeRoots) {
      const volume = this.#volumeOf(root);
      await volume.looking;
      await this.#look(volume, download);
    }
  }

  #volumeOf(root: string): Volume {
    const known = this.#volumes.get(root);
    if (known) return known;
    const volume: Volume = {
      root,
      id: null,
      marker: null,
      isMissing: false,
      lookedAt: -Infinity,
      looking: null,
      isUnmarkable: false,
    };
    this.#volumes.set(root, volume);
    return volume;
  }

  async #look(volume: Volume, prover: WatchedDownload | null = null): Promise<void> {
    volume.looking ??= this.#lookNow(volume, prover).finally(() => {
      volume.looking = null;
    });
    return volume.looking;
  }

  async #lookNow(volume: Volume, prover: WatchedDownload | null): Promise<void> {
    const look = await this.#options.looks.volume(volume.root);
    const isProven = volume.marker === null && this.#isProven(volume);
    let verdict = judgeVolume(look, volume.marker, isProven);
    if (verdict === 'missing' && look.isThere && prover && (await prover.isAsRecorded())) {
      verdict = judgeVolume(look, volume.marker, true);
    }
    if (verdict === 'to be marked') await this.#mark(volume);
    if (verdict === 'to be adopted') this.#take(volume, look.marker!);
    volume.lookedAt = this.#options.clock.now();
    await this.#settle(volume, verdict === 'missing');
  }

  #isProven({ root }: Volume): boolean {
    for (const download of this.#options.downloads) {
      if (download.isProven && download.volumeRoots.includes(root)) return true;
    }
    return false;
  }

  /** A disk that takes no marker, as one that is mounted read-only, is watched without. */
  async #mark(volume: Volume): Promise<void> {
    const marker = volume.marker ?? volume.id;
    if (marker === null) return;
    try {
      await this.#options.looks.mark(volume.root, marker);
      this.#take(volume, marker);
    } catch (error) {
      volume.marker = null;
      if (volume.isUnmarkable) return;
      volume.isUnmarkable = true;
      const message =
        'no marker can be written into a folder: it is not noticed when its disk is missing';
      this.#options.logger.warn(message, { root: volume.root, error: String(error) });
    }
  }

  #take(volume: Volume, marker: string): void {
    volume.marker = marker;
    this.#options.onMarker(volume.root, marker);
  }

  async #settle(volume: Volume, isMissing: boolean): Promise<void> {
    const { root } = volume;
    if (isMissing !== volume.isMissing) {
      volume.isMissing = isMissing;
      const { logger } = this.#options;
      if (isMissing) logger.warn('a volume is missing', { root });
      else logger.info('a volume is back', { root });
    }
    const own = [...this.#options.downloads].filter(({ volumeRoots }) =>
      volumeRoots.includes(root),
    );
    if (isMissing) {
      for (const download of own) this.#lose(download);
    } else {
      await Promise.all(own.filter(isAway).map(async (download) => this.#regain(download)));
    }
  }

  #lose(download: WatchedDownload): void {
    const fault = this.faultOf(download);
    if (!fault) return;
    if (!download.isLost) download.lose(fault);
    else if (download.fault?.message !== fault.message) download.say(fault);
  }

  async #regain(download: WatchedDownload): Promise<void> {
    const endTurn = await this.#regaining.take();
    try {
      const isThere = (): boolean => this.faultOf(download) === null;
      if (isThere()) await download.regain(isThere);
      else this.#lose(download);
    } finally {
      endTurn();
    }
  }
}

/** A disk thread may have found the volume missing before a look did. */
function isAway({ isLost, fault }: WatchedDownload): boolean {
  return isLost || fault?.code === 'volume-missing';
}
