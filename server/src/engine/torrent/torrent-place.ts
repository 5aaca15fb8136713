/**
 * Where the files of one torrent shall be, and where they may still stand: what a move, a renaming and the
 * incomplete folder change. Invariant: every file of the download stands in the target or in a former place; a
 * former place is forgotten only when nothing stands there any more.
 */
import { join } from 'node:path';
import type {
  AddDownload,
  DownloadPlace,
  FolderPlace,
  FormerPlace,
  MoveStatus,
} from '../core/messages.ts';
import type { Metainfo } from '../metainfo/metainfo.ts';
import { checkedRenames, renamedPaths } from '../metainfo/file-renames.ts';
import type { StoragePlace, StrayPlace } from '../storage/disk-protocol.ts';

type PlacedTorrent = Pick<Metainfo, 'id' | 'name' | 'files'>;

export class TorrentPlace {
  readonly #torrent: PlacedTorrent;
  #final: DownloadPlace;
  #staging: FolderPlace | null;
  /** The latest first. */
  #former: readonly FormerPlace[];
  /** Null: the torrent's own. */
  #paths: readonly string[] | null = null;
  #isLeavingStaging = false;
  #progress = 0;
  #move: MoveStatus | null = null;

  /** Throws a RequestError where the names cannot be. */
  constructor(torrent: PlacedTorrent, request: AddDownload) {
    this.#torrent = torrent;
    this.#final = placeOf(request, checkedRenames(torrent, request.renames ?? null));
    this.#takePlace(this.#final);
    this.#staging = request.staging ?? null;
    this.#former = request.movingFrom ?? [];
    this.#tellMove();
  }

  /** The folder that the download belongs into. */
  get directory(): string {
    return this.#final.directory;
  }

  /** Its root folder's name, or its single file's. */
  get name(): string {
    return this.#final.renames?.name ?? this.#torrent.name;
  }

  /** The folder where the files lie until everything is here. */
  get stagingDirectory(): string | null {
    return this.#staging?.directory ?? null;
  }

  /** Where files are made: what the disk threads take for their place. */
  get target(): FolderPlace {
    return this.#staging ?? this.#final;
  }

  get partFile(): string {
    return this.#partFileIn(this.target.directory);
  }

  get strays(): StrayPlace[] {
    return this.#former.map(({ directory, volumeRoot, renames }) => ({
      directory,
      ...(volumeRoot !== undefined && { volumeRoot }),
      paths: renamedPaths(this.#torrent, renames),
      partFile: this.#partFileIn(directory),
    }));
  }

  /** The same object until it is further; null where no move is under way. */
  get move(): MoveStatus | null {
    return this.#move;
  }

  get isMoving(): boolean {
    return this.#former.length > 0;
  }

  /** The path of a file within the folder. */
  pathOf(index: number): string {
    return this.#paths?.[index] ?? this.#torrent.files[index]!.path;
  }

  /** Whether any file has another name than the torrent's own. */
  get isRenamed(): boolean {
    return this.#paths !== null;
  }

  /** Complete, and on the way from the incomplete folder to where it belongs. */
  get isLeavingStaging(): boolean {
    return this.#isLeavingStaging && this.isMoving;
  }

  /** Where the files would stand; null where they are there already. */
  wouldBe(place: DownloadPlace): StoragePlace | null {
    const paths = renamedPaths(this.#torrent, checkedRenames(this.#torrent, place.renames));
    const { directory } = this.#staging ?? place;
    const isRenamed = paths.some((path, index) => path !== this.pathOf(index));
    if (!isRenamed && directory === this.target.directory) return null;
    return {
      directory,
      files: this.#torrent.files.map((file, index) => ({ ...file, path: paths[index]! })),
      partFile: this.#partFileIn(directory),
    };
  }

  /** Where the files belong, of one that lies in an incomplete folder; null of any other. */
  get afterStaging(): StoragePlace | null {
    if (!this.#staging) return null;
    const { directory } = this.#final;
    const files = this.#torrent.files.map((file, index) => ({ ...file, path: this.pathOf(index) }));
    return { directory, files, partFile: this.#partFileIn(directory) };
  }

  /** The files shall be there from now on. In an incomplete folder they stay, and only take the names. */
  moveTo(place: DownloadPlace): void {
    const isElsewhere = this.wouldBe(place) !== null;
    const former = this.#asFormer(false);
    this.#takePlace(placeOf(place, checkedRenames(this.#torrent, place.renames)));
    if (!isElsewhere) return;
    this.#isLeavingStaging = false;
    this.#progress = 0;
    this.#addFormer(former);
  }

  /** The latest move leads back to where it came from. */
  turnRound(): void {
    const [origin, ...others] = this.#former;
    if (!origin) return;
    const former = this.#asFormer(true);
    if (this.#staging) this.#takePlace({ ...this.#final, renames: origin.renames });
    else this.#takePlace(placeOf(origin, origin.renames));
    this.#former = others;
    this.#progress = 1 - this.#progress;
    this.#addFormer(former);
  }

  /** Everything is here: the files go from the incomplete folder to where they belong. */
  leaveStaging(): void {
    if (!this.#staging) return;
    const former = this.#asFormer(false);
    this.#staging = null;
    this.#isLeavingStaging = true;
    this.#progress = 0;
    this.#addFormer(former);
  }

  noteProgress(movedBytes: number, totalBytes: number): void {
    this.#progress = totalBytes === 0 ? 1 : movedBytes / totalBytes;
    this.#tellMove();
  }

  /** Nothing stands in a former place any more. Gives those that were. */
  forgetFormer(): readonly FormerPlace[] {
    const former = this.#former;
    this.#former = [];
    this.#tellMove();
    return former;
  }

  /** It cannot be forgotten yet. */
  rememberFormer(former: readonly FormerPlace[]): void {
    this.#former = [...this.#former, ...former];
    this.#tellMove();
  }

  #asFormer(isReturning: boolean): FormerPlace {
    return { ...this.target, renames: this.#final.renames, isReturning };
  }

  #takePlace(place: DownloadPlace): void {
    this.#final = place;
    this.#paths = place.renames && renamedPaths(this.#torrent, place.renames);
  }

  /** Those before a move that stopped at a fault are among them; where the files shall be now is none. */
  #addFormer(latest: FormerPlace): void {
    const { directory } = this.target;
    const names = JSON.stringify(this.#final.renames);
    this.#former = [latest, ...this.#former].filter(
      (former) => former.directory !== directory || JSON.stringify(former.renames) !== names,
    );
    this.#tellMove();
  }

  #tellMove(): void {
    const { directory } = this.#final;
    const [origin] = this.#former;
    this.#move = origin
      ? { directory, progress: this.#progress, returning: origin.isReturning }
      : null;
  }

  /** Hidden, and of this download alone, whatever else lies in the folder. */
  #partFileIn(directory: string): string {
    return join(directory, `.${this.#torrent.id}.parts`);
  }
}

function placeOf(folder: FolderPlace, renames: DownloadPlace['renames']): DownloadPlace {
  const { directory, volumeRoot, volumeId, volumeMarker } = folder;
  return {
    directory,
    renames,
    ...(volumeRoot !== undefined && { volumeRoot }),
    ...(volumeId !== undefined && { volumeId }),
    ...(volumeMarker !== undefined && { volumeMarker }),
  };
}
