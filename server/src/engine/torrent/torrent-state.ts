/**
 * Everything that the topics of one torrent share. Changed in synchronous handlers of the engine's thread
 * only; what workers do arrives here as a message.
 */
import { RequestError } from '../core/engine-error.ts';
import type {
  AddDownload,
  DownloadChanges,
  DownloadFault,
  FilePriorityName,
  FileStamp,
  Preallocation,
} from '../core/messages.ts';
import { RateAllowance } from '../limits/rate-allowance.ts';
import { RateMeter } from '../limits/rate-meter.ts';
import type { Metainfo } from '../metainfo/metainfo.ts';
import { rawInfo } from '../metainfo/raw-info.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import { PiecePicker, type BlockSpace } from '../picker/piece-picker.ts';
import { BLOCK_BYTES, PieceGeometry } from '../pieces/piece-geometry.ts';
import { BlockBlame } from './block-blame.ts';
import { Deadlines } from './deadlines.ts';
import { SuperSeeding } from './super-seeding.ts';
import type { TorrentContext } from './torrent-context.ts';
import { TorrentPlace } from './torrent-place.ts';
import { edgePieces, WantedBytes } from './wanted-bytes.ts';

type PieceChoice = Pick<DownloadChanges, 'sequential' | 'firstLastPieces' | 'superSeeding'>;

export class TorrentState {
  readonly metainfo: Omit<Metainfo, 'pieceHashes'>;
  /** SHA-1 of each piece. Null where every piece is had and they can be loaded again. */
  pieceHashes: Uint8Array | null;
  /** The info dictionary, where nobody else keeps it. */
  readonly info: Uint8Array | null;
  readonly infoHash: Uint8Array;
  readonly place: TorrentPlace;
  /** Whether the root of a volume has a marker while its disk is there. */
  readonly isVolumeMarked: (root: string) => boolean;
  /** How files are made that do not stand yet. */
  readonly usesPartSuffix: boolean;
  readonly preallocation: Preallocation;
  readonly geometry: PieceGeometry;
  readonly picker: PiecePicker;
  readonly deadlines: Deadlines;
  readonly superSeeding: SuperSeeding;
  /** Whether the first and the last pieces of files come before all others, so that they can be looked into. */
  firstLastPieces: boolean;
  /** Connected peers by their dense number. */
  readonly peers = new Map<number, PeerConnection>();
  readonly download = new RateMeter();
  readonly upload = new RateMeter();
  /** What its limits let pass. */
  readonly downloadAllowance: RateAllowance<PeerConnection>;
  readonly uploadAllowance: RateAllowance<PeerConnection>;
  readonly blame: BlockBlame;
  /** What the user wants of it. */
  intent: AddDownload['state'];
  /** What it does beside: waiting for its turn to check, checking, or nothing of the kind. */
  checking: 'no' | 'waiting' | 'running' = 'no';
  /** Share of the check that is done, 0 to 1. */
  checkProgress = 0;
  /** What is on the disk is not known: a check comes before everything else. */
  needsCheck = false;
  /** Its files are filled with zeros before it transfers anything. */
  isAllocating = false;
  /** The last look at the disk found a part file. */
  hasPartFile = false;
  fault: DownloadFault | null = null;
  /** Its disk is missing: what was known of its files holds no more, and nothing is done there. */
  isLost = false;
  /** What its wanted files have yet to grow by, as of the last look at them; infinite where that is not known. */
  unallocatedBytes = Infinity;
  /** Whether the queue lets it transfer. */
  hasSlot = false;
  /** Runs whatever the limits of the queue are. */
  isForced: boolean;
  filePriorities: FilePriorityName[];
  wanted: WantedBytes;
  completedWantedBytes = 0;
  /** Of earlier runs. */
  downloadedBefore = 0;
  uploadedBefore = 0;
  completedAt: number | null = null;
  /** Number of its storage in the disk pool. */
  storage = -1;
  /** How the files stand, while everything wanted is had and nothing is written: what is served is held to it. */
  settledStamps: readonly FileStamp[] | null = null;
  /** Pieces or counters changed since the last checkpoint. */
  isDirty = false;
  isRemoved = false;

  constructor(
    metainfo: Metainfo,
    request: AddDownload,
    infoHash: Uint8Array,
    context: TorrentContext,
  ) {
    const { pieceHashes, ...summary } = metainfo;
    this.metainfo = summary;
    this.pieceHashes = pieceHashes;
    this.blame = new BlockBlame(context.clock);
    this.infoHash = infoHash;
    const keepsInfo = context.loadPieceHashes === null && request.metainfo !== null;
    this.info = keepsInfo ? rawInfo(request.metainfo!, metainfo.id) : null;
    this.place = new TorrentPlace(summary, request);
    this.isVolumeMarked = context.isVolumeMarked;
    this.usesPartSuffix = context.limits.partSuffix;
    this.preallocation = context.limits.preallocation;
    this.intent = request.state;
    this.isForced = request.forceStart ?? false;
    this.completedAt = request.resume?.completedAt ?? null;
    this.geometry = new PieceGeometry(metainfo.pieceLength, metainfo.totalBytes);
    this.downloadAllowance = new RateAllowance(context.downloadRate, context.clock);
    this.uploadAllowance = new RateAllowance(context.uploadRate, context.clock);
    this.downloadAllowance.setOwnLimit(request.downloadLimit ?? null);
    this.uploadAllowance.setOwnLimit(request.uploadLimit ?? null);
    this.picker = new PiecePicker(this.geometry, blockSpaceOf(context), context.random);
    this.picker.sequential = request.sequential;
    this.deadlines = new Deadlines(this.picker);
    this.superSeeding = new SuperSeeding(this.picker, request.superSeeding ?? false);
    this.firstLastPieces = request.firstLastPieces ?? false;
    this.filePriorities = prioritiesOf(metainfo.files.length, request.filePriorities);
    this.wanted = new WantedBytes(metainfo, this.filePriorities);
    this.#applyWanted();
  }

  /** Whether every wanted piece is had. */
  get isComplete(): boolean {
    return this.picker.wantedMissing === 0;
  }

  /** Whether it may talk to peers and trackers. */
  get isActive(): boolean {
    return this.hasSlot && this.wantsSlot && !this.isAllocating;
  }

  /** Whether nothing but the queue keeps it from talking to peers and trackers. */
  get wantsSlot(): boolean {
    return this.intent === 'started' && this.fault === null && this.isChecked && !this.isRemoved;
  }

  /** Whether what is on the disk is known. */
  get isChecked(): boolean {
    return this.checking === 'no' && !this.needsCheck && !this.isLost;
  }

  get isDownloading(): boolean {
    return this.isActive && !this.isComplete;
  }

  /** Whether the peer is trusted with blocks of the piece now. */
  mayTake(peer: PeerConnection, piece: number): boolean {
    const trial = this.blame.trialOf(peer.id);
    if (trial >= 0 && trial !== piece && this.picker.openPieces.has(trial)) return false;
    const open = this.picker.openPieces.get(piece);
    return open === undefined || this.blame.mayTake(peer.id, open);
  }

  get downloadedBytes(): number {
    return this.downloadedBefore + this.download.total;
  }

  get uploadedBytes(): number {
    return this.uploadedBefore + this.upload.total;
  }

  /** Whether the download's own limit of the download rate is lower than it was. */
  setRateLimits({ downloadLimit, uploadLimit }: DownloadChanges): boolean {
    const before = this.downloadAllowance.ownLimit ?? Infinity;
    if (downloadLimit !== undefined) this.downloadAllowance.setOwnLimit(downloadLimit);
    if (uploadLimit !== undefined) this.uploadAllowance.setOwnLimit(uploadLimit);
    return (this.downloadAllowance.ownLimit ?? Infinity) < before;
  }

  setFilePriorities(changes: readonly { index: number; priority: FilePriorityName }[]): void {
    const { files } = this.metainfo;
    const unknown = changes.find(({ index }) => !files[index] || files[index].padding);
    if (unknown) {
      throw new RequestError('invalid-argument', `The torrent has no file ${unknown.index}.`);
    }
    for (const { index, priority } of changes) this.filePriorities[index] = priority;
    this.wanted = new WantedBytes(this.metainfo, this.filePriorities);
    this.unallocatedBytes = Infinity;
    this.#applyWanted();
  }

  /** Which pieces come first, and whether what is had is shown at once; what is left out stays as it is. */
  setPieceChoice({ sequential, firstLastPieces, superSeeding }: PieceChoice): void {
    if (sequential !== undefined) this.picker.sequential = sequential;
    if (superSeeding !== undefined) this.superSeeding.setOn(superSeeding);
    if (firstLastPieces === undefined) return;
    this.firstLastPieces = firstLastPieces;
    this.#applyWanted();
  }

  #applyWanted(): void {
    let completed = 0;
    const edges = this.firstLastPieces ? edgePieces(this.metainfo, this.filePriorities) : null;
    for (let piece = 0; piece < this.geometry.pieceCount; piece++) {
      this.picker.setPriority(piece, edges?.has(piece) ? 4 : this.wanted.priorityOf(piece));
      if (this.picker.have.has(piece)) completed += this.wanted.bytesOf(piece);
    }
    this.completedWantedBytes = completed;
  }
}

/** Made here, and not in the constructor: a function made there would keep the whole request in memory. */
function blockSpaceOf({ disk }: TorrentContext): BlockSpace {
  return { reserve: (blocks) => disk.writeSlab.reserve(blocks) };
}

function prioritiesOf(fileCount: number, given: readonly FilePriorityName[]): FilePriorityName[] {
  return Array.from({ length: fileCount }, (_, index) => given[index] ?? 'normal');
}

/** Blocks as bytes within their piece. */
export function beginOf(block: number): number {
  return block * BLOCK_BYTES;
}
