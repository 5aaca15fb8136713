/**
 * Opens the files of one storage, each where it stands, and brings what was written to them onto the disk.
 *
 * A file is written where it stands. One that stands nowhere is made where it belongs, but for one that is not
 * wanted: its bytes go into the part file. A last path component that is a symbolic link is refused, so that a link
 * put into the folder leads nowhere. A file that was gone or replaced between a write and its sync is noticed, since
 * what was written to it is lost.
 */
import { constants, fsyncSync, ftruncateSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { StorageError } from './disk-fault.ts';
import type { StorageLayout } from './disk-protocol.ts';
import { FilePlaces, PART_FILE, isAbsence, type Place, type Standing } from './file-places.ts';
import { Folders } from './folders.ts';
import { checkMoved, isSameEntry } from './moved-file.ts';
import type { OpenedFile, OpenFile, OpenFiles } from './open-files.ts';

const { O_RDONLY, O_RDWR, O_CREAT } = constants;
/** Of a file that may be another one by now. */
const ANY_INODE = -1;

export class FileAccess {
  readonly openFiles: OpenFiles;
  readonly folders: Folders;
  layout: StorageLayout;
  places: FilePlaces;
  readonly #storage: number;
  /** Files that were written since they were last synced, with their inodes. */
  readonly #unsynced = new Map<number, number>();
  /** Files that hold what an earlier run may have written and not synced. */
  readonly #adopted = new Set<number>();
  /** Why what was written may not be on the disk, though a later sync would say nothing of it. */
  #syncFault: unknown = null;

  constructor(storage: number, layout: StorageLayout, openFiles: OpenFiles) {
    this.#storage = storage;
    this.layout = layout;
    this.places = new FilePlaces(layout);
    this.openFiles = openFiles;
    this.folders = new Folders(openFiles);
  }

  changeLayout(layout: StorageLayout): void {
    this.openFiles.closeAll(this.#storage);
    this.folders.forget();
    this.layout = layout;
    this.places = new FilePlaces(layout);
  }

  /** Closes all files. What other programs did to them up to now is no fault any more: they are looked at anew. */
  release(): void {
    this.openFiles.closeAll(this.#storage);
    this.folders.forget();
    for (const index of this.#unsynced.keys()) this.#unsynced.set(index, ANY_INODE);
  }

  /** A file to be read; null where it stands nowhere. */
  toRead(index: number): OpenFile | null {
    return this.openFiles.use(this.#storage, index, false, () => this.#openToRead(index));
  }

  /** A file to be written, made where it is missing; null where its bytes belong into the part file. */
  toWrite(index: number): OpenFile | null {
    return this.openFiles.use(this.#storage, index, true, () => this.#openToWrite(index));
  }

  /** To be said after a write of the file. */
  noteWritten(index: number, file: OpenedFile): void {
    this.#unsynced.set(index, file.inode);
  }

  /** Bytes of the file were found right, whoever wrote them. */
  noteAdopted(index: number): void {
    this.#adopted.add(index);
  }

  /** The file was replaced by one that is synced. */
  noteReplaced(index: number): void {
    this.openFiles.closeFile(this.#storage, index);
    this.#unsynced.delete(index);
  }

  /** Opens what stands. */
  openStanding({ path, place }: Standing, flags: number): OpenedFile {
    this.folders.isThere(dirname(path), place);
    return this.openFiles.open(path, flags);
  }

  /** Makes a file that must not be taken for one of the torrent's yet, empty; a former one is overwritten. */
  makeTemporary(path: string, place: Place): OpenedFile {
    this.folders.make(dirname(path), place);
    return this.openFiles.open(path, O_RDWR | O_CREAT | constants.O_TRUNC);
  }

  /**
   * Everything that was written is on the disk when this returns. What could not be synced is dropped by the system,
   * which says so once: a fault is met by every sync up to the first one that `endsFault`.
   */
  sync(endsFault: boolean): void {
    const fault = this.#syncFault;
    if (endsFault) this.#syncFault = null;
    if (fault !== null) throw fault;
    for (const index of this.#adopted) {
      this.#syncAdopted(index);
      this.#adopted.delete(index);
    }
    for (const [index, inode] of this.#unsynced) {
      this.#syncFile(index, inode, endsFault);
      this.#unsynced.delete(index);
    }
    this.folders.sync();
  }

  /** Whether it holds bytes of files that do not stand: where all stand it is of no use. */
  get isPartFileNeeded(): boolean {
    return this.layout.files.some(
      ({ padding, bytes }, index) => !padding && bytes > 0 && this.places.standing(index) === null,
    );
  }

  /** Where the file is made, and where it is to be when it is new. */
  newPathOf(index: number): string {
    const { places, layout } = this;
    const hasSuffix =
      layout.usesPartSuffix && index !== PART_FILE && layout.files[index]!.bytes > 0;
    const unfinished = hasSuffix ? places.unfinishedPathIn(places.own, index) : null;
    return unfinished ?? places.pathIn(places.own, index)!;
  }

  #openToRead(index: number): OpenedFile | null {
    const { places } = this;
    const path = places.strays.length > 0 ? null : places.pathIn(places.own, index);
    if (path !== null) {
      try {
        if (this.folders.isThere(dirname(path), places.own)) {
          return this.openFiles.open(path, O_RDONLY);
        }
      } catch (error) {
        if (!isAbsence(error)) throw error;
      }
    }
    const standing = places.find(index);
    if (!standing) return null;
    const former = this.#formerOf(standing, index);
    if (former) checkMoved(former, standing);
    return this.openStanding(standing, O_RDONLY);
  }

  #openToWrite(index: number): OpenedFile | null {
    const { layout, places } = this;
    // The common case, for which nothing is looked for: a file that stands stands where it would be made.
    if (!layout.usesPartSuffix && places.strays.length === 0 && !layout.files[index]?.isSkipped) {
      const path = places.pathIn(places.own, index)!;
      if (index === PART_FILE || !places.isUnfinished(index, path)) return this.#make(index, path);
    }
    const standing = places.find(index);
    if (standing) {
      this.#endMove(standing, index);
      return this.openStanding(standing, O_RDWR);
    }
    const isForPartFile = layout.files[index]?.isSkipped && places.own.partFile !== null;
    return isForPartFile ? null : this.#make(index, this.newPathOf(index));
  }

  /** What stands astray of a file that stands where it belongs. */
  #formerOf({ place }: Standing, index: number): Standing | null {
    return place === this.places.own ? this.places.standingAstray(index) : null;
  }

  /** What a crash left of a move is removed before the file is written to: from then on the two would differ. */
  #endMove(standing: Standing, index: number): void {
    const former = this.#formerOf(standing, index);
    if (!former || isSameEntry(former, standing)) return;
    checkMoved(former, standing);
    unlinkSync(former.path);
    this.folders.noteChange(dirname(former.path));
  }

  /** Its folder counts as new with it: whether the file was there costs more to find out than a sync too many. */
  #make(index: number, path: string): OpenedFile {
    const folder = dirname(path);
    const { own } = this.places;
    const open = (): OpenedFile => {
      this.folders.make(folder, own);
      return this.openFiles.open(path, O_RDWR | O_CREAT, (descriptor, bytes) =>
        this.#prepare(index, descriptor, bytes),
      );
    };
    this.folders.noteChange(folder);
    try {
      return open();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      this.folders.forget(); // it went since it was looked at
      return open();
    }
  }

  /** Holes take no room, but let the file stand with its full length. What is longer is left alone. */
  #prepare(index: number, descriptor: number, bytes: number): void {
    const length = this.layout.files[index]?.bytes ?? 0;
    if (this.layout.preallocation === 'sparse' && bytes < length) ftruncateSync(descriptor, length);
  }

  /** Never makes the file anew: what was written to one that is gone is gone. */
  #syncFile(index: number, inode: number, endsFault: boolean): void {
    const standing = this.places.find(index);
    if (!standing && inode === ANY_INODE) return;
    // Another thread removed it when every file had what it held.
    if (!standing && index === PART_FILE && !this.isPartFileNeeded) return;
    const name = this.layout.files[index]?.path ?? 'the part file';
    if (!standing) throw new StorageError('file-missing', `${name} is gone`);
    if (inode !== ANY_INODE && standing.stats.ino !== inode) {
      throw new StorageError('file-changed', `${name} was replaced`);
    }
    const open = (): OpenedFile => this.openStanding(standing, O_RDWR);
    const { descriptor } = this.openFiles.use(this.#storage, index, true, open);
    try {
      fsyncSync(descriptor);
    } catch (error) {
      if (!endsFault) this.#syncFault = error;
      throw error;
    }
  }

  /** Where nobody may write there is nothing to sync. */
  #syncAdopted(index: number): void {
    try {
      const file = this.toRead(index);
      if (file) fsyncSync(file.descriptor);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (!['EROFS', 'EACCES', 'EPERM', 'EINVAL'].includes(code)) throw error;
    }
  }
}
