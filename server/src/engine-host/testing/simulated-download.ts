/**
 * One download of the fake engine: pieces complete at a steady rate, peers and trackers look alive. It
 * opens no socket and writes no file. Invariant: every figure that it reports follows from `#have`.
 */
import {
  renamedPaths,
  RequestError,
  trackerHostsOf,
  type AddDownload,
  type DownloadChanges,
  type DownloadFault,
  type DownloadPlace,
  type DownloadStatus,
  type EngineDownloadState,
  type FilePriorityName,
  type FileStatus,
  type Metainfo,
  type MoveStatus,
  type PeerStatus,
  type ResumeState,
  type TrackerStatus,
} from '../../engine/index.ts';
import { simulatedPeers, simulatedTrackers } from './simulated-swarm.ts';

/** States from which each command is allowed: the same table as the real engine's. */
const PAUSABLE: readonly EngineDownloadState[] = ['checking', 'queued', 'downloading', 'seeding'];
const RESUMABLE: readonly EngineDownloadState[] = ['paused', 'cancelled', 'error'];

export class SimulatedDownload {
  readonly metainfo: Metainfo;
  #place: DownloadPlace;
  #move: MoveStatus | null = null;
  /** Where a move under way came from. */
  #origin: DownloadPlace | null = null;
  readonly #have: Uint8Array;
  readonly #priorities: FilePriorityName[];
  #trackers: string[][];
  #sequential: boolean;
  #firstLastPieces: boolean;
  #superSeeding: boolean;
  #forceStart: boolean;
  #downloadLimit: number | null;
  #uploadLimit: number | null;
  #state: EngineDownloadState;
  #error: DownloadFault | null = null;
  #downloadedBytes: number;
  #uploadedBytes: number;
  #completedAt: number | null;
  #downloadRate = 0;
  #uploadRate = 0;
  #credit = 0;

  constructor(metainfo: Metainfo, request: AddDownload) {
    this.metainfo = metainfo;
    this.#place = { directory: request.directory, renames: request.renames ?? null };
    this.#have = request.resume?.have.slice() ?? new Uint8Array(Math.ceil(metainfo.pieceCount / 8));
    this.#priorities = metainfo.files.map((_, index) => request.filePriorities[index] ?? 'normal');
    this.#trackers = request.trackers ?? metainfo.trackers;
    this.#sequential = request.sequential;
    this.#firstLastPieces = request.firstLastPieces ?? false;
    this.#superSeeding = request.superSeeding ?? false;
    this.#forceStart = request.forceStart ?? false;
    this.#downloadLimit = request.downloadLimit ?? null;
    this.#uploadLimit = request.uploadLimit ?? null;
    this.#state = request.state === 'started' ? 'checking' : request.state;
    this.#downloadedBytes = request.resume?.downloadedBytes ?? 0;
    this.#uploadedBytes = request.resume?.uploadedBytes ?? 0;
    this.#completedAt = request.resume?.completedAt ?? null;
  }

  get state(): EngineDownloadState {
    return this.#state;
  }

  get have(): Uint8Array {
    return this.#have.slice();
  }

  pause(): void {
    this.#demand(PAUSABLE, 'paused');
    this.#enter('paused');
  }

  resume(): void {
    this.#demand(RESUMABLE, 'resumed');
    this.#error = null;
    this.#enter('checking');
  }

  cancel(): void {
    if (this.#state === 'cancelled') this.#demand([], 'cancelled');
    this.#enter('cancelled');
  }

  recheck(): void {
    this.#error = null;
    this.#enter('checking');
  }

  fail(error: DownloadFault): void {
    this.#error = error;
    this.#enter('error');
  }

  update(changes: DownloadChanges): void {
    this.#sequential = changes.sequential ?? this.#sequential;
    this.#firstLastPieces = changes.firstLastPieces ?? this.#firstLastPieces;
    this.#superSeeding = changes.superSeeding ?? this.#superSeeding;
    this.#forceStart = changes.forceStart ?? this.#forceStart;
    this.#trackers = changes.trackers ?? this.#trackers;
    if (changes.downloadLimit !== undefined) this.#downloadLimit = changes.downloadLimit;
    if (changes.uploadLimit !== undefined) this.#uploadLimit = changes.uploadLimit;
    for (const { index, priority } of changes.filePriorities ?? []) {
      if (!this.metainfo.files[index]) {
        throw new RequestError('invalid-argument', `The torrent has no file ${index}.`);
      }
      this.#priorities[index] = priority;
    }
    if (this.#state === 'seeding' && !this.#isComplete()) this.#state = 'downloading';
  }

  get trackerTiers(): string[][] {
    return this.#trackers;
  }

  /** Throws where it is none of its trackers. */
  demandTracker(url: string): void {
    if (this.#trackers.flat().includes(url)) return;
    throw new RequestError('tracker-not-found', 'The download has no tracker of this address.');
  }

  checkMove(): void {
    if (!this.#move) return;
    throw new RequestError('state-conflict', 'A move is under way.');
  }

  move(place: DownloadPlace): void {
    this.checkMove();
    this.#origin = this.#place;
    this.#place = place;
    this.#move = { directory: place.directory, progress: 0, returning: false };
  }

  cancelMove(): void {
    if (!this.#origin) throw new RequestError('state-conflict', 'No move is under way.');
    this.#place = this.#origin;
    this.#move = { directory: this.#place.directory, progress: 0, returning: true };
  }

  /** True where a move comes to its end. */
  endMove(): boolean {
    const wasMoving = this.#move !== null;
    this.#move = null;
    this.#origin = null;
    return wasMoving;
  }

  /** One second passes. True where pieces were completed. */
  advance(bytesPerSecond: number, now: number): boolean {
    if (this.#state === 'checking') {
      this.#enter(this.#isComplete() ? 'seeding' : 'downloading');
      return false;
    }
    if (this.#state === 'seeding') {
      this.#uploadRate = Math.floor(bytesPerSecond / 4);
      this.#uploadedBytes += this.#uploadRate;
    }
    return this.#state === 'downloading' && this.#download(bytesPerSecond, now);
  }

  status(): DownloadStatus {
    const { wantedBytes, completedBytes } = this.#wanted();
    const missingBytes = wantedBytes - completedBytes;
    const isTransferring = this.#state === 'downloading' || this.#state === 'seeding';
    return {
      id: this.metainfo.id,
      name: this.#place.renames?.name ?? this.metainfo.name,
      state: this.#state,
      error: this.#error,
      progress: wantedBytes === 0 ? 1 : completedBytes / wantedBytes,
      totalBytes: this.metainfo.totalBytes,
      wantedBytes,
      completedBytes,
      downloadedBytes: this.#downloadedBytes,
      uploadedBytes: this.#uploadedBytes,
      downloadRate: this.#downloadRate,
      uploadRate: this.#uploadRate,
      ratio: this.#downloadedBytes === 0 ? null : this.#uploadedBytes / this.#downloadedBytes,
      etaSeconds: this.#downloadRate > 0 ? Math.ceil(missingBytes / this.#downloadRate) : null,
      peers: this.peers().length,
      seeds: this.peers().filter((peer) => peer.progress === 1).length,
      peersInSwarm: isTransferring ? 40 : null,
      seedsInSwarm: isTransferring ? 12 : null,
      directory: this.#place.directory,
      sequential: this.#sequential,
      firstLastPieces: this.#firstLastPieces,
      superSeeding: this.#superSeeding,
      forceStart: this.#forceStart,
      downloadLimit: this.#downloadLimit,
      uploadLimit: this.#uploadLimit,
      completedAt: this.#completedAt,
      move: this.#move,
      stagingDirectory: null,
      metadata: null,
      trackerHosts: trackerHostsOf(this.#trackers),
    };
  }

  files(): FileStatus[] {
    const paths = renamedPaths(this.metainfo, this.#place.renames);
    return this.metainfo.files
      .map((file, index) => ({
        index,
        path: paths[index]!,
        bytes: file.bytes,
        completedBytes: this.#hadBytes(file.offset, file.bytes),
        priority: this.#priorities[index]!,
      }))
      .filter((file) => !this.metainfo.files[file.index]!.padding);
  }

  peers(): PeerStatus[] {
    if (this.#state === 'downloading') return simulatedPeers(this.#downloadRate, 0);
    if (this.#state === 'seeding') return simulatedPeers(0, this.#uploadRate);
    return [];
  }

  trackers(now: number): TrackerStatus[] {
    return simulatedTrackers(this.#trackers, this.#state !== 'cancelled', now);
  }

  resumeState(): ResumeState {
    return {
      have: this.have,
      files: this.metainfo.files.map(() => null),
      partFile: null,
      partial: [],
      isSettled: true,
      bannedAddresses: [],
      downloadedBytes: this.#downloadedBytes,
      uploadedBytes: this.#uploadedBytes,
      completedAt: this.#completedAt,
    };
  }

  #demand(allowed: readonly EngineDownloadState[], action: string): void {
    if (allowed.includes(this.#state)) return;
    throw new RequestError(
      'state-conflict',
      `A download in state ${this.#state} cannot be ${action}.`,
    );
  }

  #enter(state: EngineDownloadState): void {
    this.#state = state;
    this.#downloadRate = 0;
    this.#uploadRate = 0;
  }

  #download(bytesPerSecond: number, now: number): boolean {
    this.#downloadRate = bytesPerSecond;
    this.#uploadRate = Math.floor(bytesPerSecond / 10);
    this.#uploadedBytes += this.#uploadRate;
    this.#credit += bytesPerSecond;
    let hasNewPieces = false;
    for (const piece of this.#missingPieces()) {
      const bytes = this.#pieceBytes(piece);
      if (bytes > this.#credit) break;
      this.#credit -= bytes;
      this.#downloadedBytes += bytes;
      this.#have[piece >> 3]! |= 0x80 >> (piece & 7);
      hasNewPieces = true;
    }
    if (this.#isComplete()) {
      this.#completedAt ??= now;
      this.#enter('seeding');
    }
    return hasNewPieces;
  }

  #isComplete(): boolean {
    return this.#missingPieces().length === 0;
  }

  #missingPieces(): number[] {
    const missing = new Set<number>();
    this.metainfo.files.forEach((file, index) => {
      if (file.bytes === 0 || file.padding || this.#priorities[index] === 'skip') return;
      const first = Math.floor(file.offset / this.metainfo.pieceLength);
      const last = Math.floor((file.offset + file.bytes - 1) / this.metainfo.pieceLength);
      for (let piece = first; piece <= last; piece++) if (!this.#has(piece)) missing.add(piece);
    });
    return [...missing];
  }

  #wanted(): { wantedBytes: number; completedBytes: number } {
    let wantedBytes = 0;
    let completedBytes = 0;
    for (const file of this.files()) {
      if (file.priority === 'skip') continue;
      wantedBytes += file.bytes;
      completedBytes += file.completedBytes;
    }
    return { wantedBytes, completedBytes };
  }

  #hadBytes(offset: number, bytes: number): number {
    let had = 0;
    const { pieceLength } = this.metainfo;
    for (let start = offset; start < offset + bytes;) {
      const piece = Math.floor(start / pieceLength);
      const end = Math.min(offset + bytes, (piece + 1) * pieceLength);
      if (this.#has(piece)) had += end - start;
      start = end;
    }
    return had;
  }

  #pieceBytes(piece: number): number {
    const start = piece * this.metainfo.pieceLength;
    return Math.min(this.metainfo.pieceLength, this.metainfo.totalBytes - start);
  }

  #has(piece: number): boolean {
    return (this.#have[piece >> 3]! & (0x80 >> (piece & 7))) !== 0;
  }
}
