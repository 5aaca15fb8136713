/**
 * Records progress. The order is everything: write, sync, look at the files, tell. So a record never names bytes
 * that were not on the disk before it was told (design 8), and one that follows a sync that failed names nothing
 * that was written since the sync before it: the system may have dropped those bytes and will not say so twice.
 */
import type { FileStamp, PartialPiece, ResumeState } from '../core/messages.ts';
import { STATUS } from '../storage/disk-protocol.ts';
import type { BlockMemory } from './block-memory.ts';
import { isSameStamp, type FoundFiles } from './resume-trust.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

export interface CheckpointListener {
  onRecord(resume: ResumeState): void;
  /** Verified pieces that a failed sync leaves in doubt: they are to be fetched again. */
  onUnsynced(status: number, pieces: ReadonlySet<number>): void;
  /** The files stand as told; whether a record may be made of it. */
  mayRecord(have: Uint8Array, found: FoundFiles): boolean;
  /** A file is not as it was recorded, and not by what we did. */
  onChangedByOthers(status: number): void;
  bannedAddresses(): string[];
}

/** Stamps by the index of their file. */
export type HeldStamps = ReadonlyMap<number, FileStamp>;

/** The part file, beside the indices of files. */
export const PART_FILE = -1;

interface Snapshot {
  version: number;
  changes: number;
  writesFailed: number;
  isSettled: boolean;
  have: Uint8Array;
  partial: PartialPiece[];
  held: HeldStamps;
  /** Pieces that this sync is the first for. */
  unsynced: Set<number>;
}

export class TorrentCheckpoint {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #memory: BlockMemory;
  readonly #listener: CheckpointListener;
  #last: ResumeState | null = null;
  /** How the files stood at the last record, whatever was recorded of them; null where that is not known. */
  #found: FoundFiles | null = null;
  /** Changes of the files otherwise than by writes. */
  #changes = 0;
  /** `#version` of the files that the last record tells of, and that was synced last; -1 where it is not known. */
  #versionAtLast = -1;
  #versionSynced = 0;
  /** Pieces that were written since the last record. */
  #touched = new Set<number>();
  #changesAtLast = -1;
  /** Pieces that were verified since the last sync began. */
  #unsynced = new Set<number>();
  #isEnding = false;
  #underWay: Promise<void> = Promise.resolve();
  #countUnderWay = 0;
  /** What is recorded in place of the stamps of files that pieces may have come into which are not looked at yet. */
  heldStamps: HeldStamps = new Map();

  constructor(
    state: TorrentState,
    context: TorrentContext,
    memory: BlockMemory,
    listener: CheckpointListener,
  ) {
    this.#state = state;
    this.#context = context;
    this.#memory = memory;
    this.#listener = listener;
  }

  /** The last record, of this run or of the one before. */
  get last(): ResumeState | null {
    return this.#last;
  }

  /** This was recorded before; `isExact` where the files are as it says. */
  begin(resume: ResumeState, isExact: boolean): void {
    this.#last = resume;
    this.#versionAtLast = isExact ? this.#version : -1;
    this.#changesAtLast = this.#changes;
    this.#found = isExact ? resume : null;
  }

  /** Whether the files are as the last record says, as far as it is up to us. */
  get isCurrent(): boolean {
    return this.#versionAtLast === this.#version;
  }

  /** Whether a checkpoint would say something new, or one is under way. */
  get isDue(): boolean {
    const { isDirty, downloadedBytes, uploadedBytes, completedAt } = this.#state;
    const last = this.#last;
    if (isDirty || this.isUnderWay || last === null) return true;
    if (!last.isSettled && !this.#isFetching && this.heldStamps.size === 0) return true;
    return (
      last.downloadedBytes !== downloadedBytes ||
      last.uploadedBytes !== uploadedBytes ||
      last.completedAt !== completedAt
    );
  }

  get isUnderWay(): boolean {
    return this.#countUnderWay > 0;
  }

  /** The piece was downloaded and verified. */
  onWritten(piece: number): void {
    this.#unsynced.add(piece);
  }

  /**
   * Files were made, moved or filled otherwise than by pieces, or pieces were found in them that may never have been
   * synced: they are to be synced and looked at anew.
   */
  onFilesChanged(): void {
    this.#changes++;
    this.#state.isDirty = true;
  }

  /** Nothing is fetched any more, whatever the state says: the session ends. */
  end(): void {
    this.#isEnding = true;
  }

  /** Nothing of the files is known from here on: a start would check them all. */
  recordNothing(): void {
    const { downloadedBytes, uploadedBytes, completedAt } = this.#state;
    this.#versionAtLast = -1;
    this.#found = null;
    this.#tell({
      have: new Uint8Array(0),
      files: [],
      partFile: null,
      partial: [],
      isSettled: true,
      bannedAddresses: this.#listener.bannedAddresses(),
      downloadedBytes,
      uploadedBytes,
      completedAt,
    });
  }

  /** One after the other. */
  async make(): Promise<void> {
    this.#countUnderWay++;
    this.#underWay = this.#underWay
      .then(() => this.#makeNow())
      .finally(() => this.#countUnderWay--);
    return this.#underWay;
  }

  get #isFetching(): boolean {
    return this.#state.isDownloading && !this.#isEnding;
  }

  /** Grows whenever the files may have become others by what we do. */
  get #version(): number {
    return this.#memory.writesBegun + this.#changes;
  }

  async #makeNow(): Promise<void> {
    if (!this.#mayMake) return;
    this.#memory.writeReceived();
    if (this.#memory.isWriting) await this.#context.disk.drain(this.#state.storage);
    if (!this.#mayMake) return;
    const snapshot = this.#takeSnapshot();
    const found = await this.#settleFiles(snapshot);
    // A write failed that the snapshot takes for done.
    if (found !== null && this.#memory.writesFailed !== snapshot.writesFailed) {
      await this.#makeNow();
      return;
    }
    // A check that began meanwhile has put in question what was had.
    if (found === null || !this.#mayMake || !this.#listener.mayRecord(snapshot.have, found)) return;
    const stranger = this.#fileOfOthers(snapshot, found);
    if (stranger !== null) {
      this.#listener.onChangedByOthers(stranger);
      return;
    }
    this.#record(snapshot, found);
  }

  #record({ version, changes, held, have, partial, isSettled }: Snapshot, found: FoundFiles): void {
    this.#versionAtLast = version;
    this.#changesAtLast = changes;
    this.#found = found;
    this.#touched = new Set(this.#memory.touched);
    const { downloadedBytes, uploadedBytes, completedAt } = this.#state;
    this.#tell({
      have,
      files: held.size === 0 ? found.files : withHeld(found.files, held),
      partFile: held.has(PART_FILE) ? held.get(PART_FILE)! : found.partFile,
      partial,
      isSettled: isSettled && held.size === 0 && version === this.#version,
      bannedAddresses: this.#listener.bannedAddresses(),
      downloadedBytes,
      uploadedBytes,
      completedAt,
    });
  }

  get #mayMake(): boolean {
    return !this.#state.isRemoved && this.#state.isChecked && this.#state.storage >= 0;
  }

  /** Names what the disk has been given: it is written when the sync that follows is done, if no write fails. */
  #takeSnapshot(): Snapshot {
    const state = this.#state;
    state.isDirty = false;
    const unsynced = this.#unsynced;
    this.#unsynced = new Set();
    for (const piece of this.#memory.takeTouched()) this.#touched.add(piece);
    return {
      version: this.#version,
      changes: this.#changes,
      writesFailed: this.#memory.writesFailed,
      isSettled: !this.#isFetching,
      have: state.picker.have.bytes.slice(),
      partial: this.#memory.writtenBlocks(),
      held: this.heldStamps,
      unsynced,
    };
  }

  /** Has what was written on the disk, and says how the files stand then; null where the disk failed. */
  async #settleFiles({ version, unsynced }: Snapshot): Promise<FoundFiles | null> {
    const state = this.#state;
    if (this.#versionAtLast === version && this.#found !== null) return this.#found;
    const { disk } = this.#context;
    if (this.#versionSynced !== version) {
      const synced = await disk.sync(state.storage);
      if (synced !== STATUS.ok) {
        this.#doubt(synced, unsynced);
        return null;
      }
      this.#versionSynced = version;
    }
    const { status, stamps, partFile, unallocatedBytes } = await disk.stat(state.storage);
    state.unallocatedBytes = unallocatedBytes;
    if (status === STATUS.ok) return { files: stamps, partFile };
    state.isDirty = true;
    return null;
  }

  /** The status of a file that is not as it was recorded, though nothing of it was written since; null for none. */
  #fileOfOthers({ changes }: Snapshot, found: FoundFiles): number | null {
    const mayTell = changes === this.#changesAtLast && !this.#state.place.isMoving;
    if (this.#found === null || !mayTell) return null;
    for (const [index, { offset, bytes }] of this.#state.metainfo.files.entries()) {
      const before = this.#found.files[index] ?? null;
      const now = found.files[index]!;
      if (before === null || isSameStamp(before, now) || this.#wasTouched(offset, bytes)) continue;
      return now === null ? STATUS.fileMissing : STATUS.fileChanged;
    }
    return null;
  }

  #wasTouched(offset: number, bytes: number): boolean {
    const { pieceLength } = this.#state.metainfo;
    for (const touched of [this.#touched, this.#memory.touched]) {
      for (const piece of touched) {
        const begin = piece * pieceLength;
        if (begin < offset + bytes && begin + pieceLength > offset) return true;
      }
    }
    return false;
  }

  /** The sync failed: what was written since the last good one may be lost, though it can still be read. */
  #doubt(status: number, unsynced: Set<number>): void {
    this.#versionSynced = -1;
    this.#state.isDirty = true;
    for (const piece of this.#unsynced) unsynced.add(piece);
    this.#unsynced.clear();
    this.#listener.onUnsynced(status, unsynced);
  }

  #tell(resume: ResumeState): void {
    this.#last = resume;
    this.#listener.onRecord(resume);
  }
}

function withHeld(files: readonly FileStamp[], held: HeldStamps): FileStamp[] {
  return files.map((stamp, index) => (held.has(index) ? held.get(index)! : stamp));
}
