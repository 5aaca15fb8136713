/** A torrent's bytes as its pieces cut them, read from its files on the disk. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type MetainfoFile, parseMetainfo } from '../../../server/src/engine/index.ts';
import { BLOCK_BYTES } from './peer-messages.ts';

interface ContentFile {
  path: string;
  offset: number;
  bytes: number;
}

export class TorrentContent implements Disposable {
  readonly infoHash: string;
  readonly pieceLength: number;
  readonly pieceCount: number;
  readonly totalBytes: number;
  /** Blocks of every piece but the last. */
  readonly blocksPerPiece: number;
  private readonly files: ContentFile[];
  private openFile: { index: number; descriptor: number } | null = null;

  /** `folder` is where the content stands: the file or the root folder that the torrent names is in it. */
  constructor(torrentPath: string, folder: string) {
    const metainfo = parseMetainfo(readFileSync(torrentPath));
    this.infoHash = metainfo.infoHashV1 ?? '';
    this.pieceLength = metainfo.pieceLength;
    this.totalBytes = metainfo.totalBytes;
    this.pieceCount = Math.ceil(this.totalBytes / this.pieceLength);
    this.blocksPerPiece = Math.ceil(this.pieceLength / BLOCK_BYTES);
    this.files = metainfo.files.map((file: MetainfoFile) => ({
      path: join(folder, file.path),
      offset: file.offset,
      bytes: file.bytes,
    }));
  }

  bytesOfPiece(piece: number): number {
    return Math.min(this.pieceLength, this.totalBytes - piece * this.pieceLength);
  }

  blocksOfPiece(piece: number): number {
    return Math.ceil(this.bytesOfPiece(piece) / BLOCK_BYTES);
  }

  bytesOfBlock(piece: number, block: number): number {
    return Math.min(BLOCK_BYTES, this.bytesOfPiece(piece) - block * BLOCK_BYTES);
  }

  /** Fills `target` with what stands at `offset` of the whole content. */
  read(offset: number, target: Uint8Array): void {
    let filled = 0;
    let index = this.fileAt(offset);
    while (filled < target.length) {
      const file = this.files[index];
      if (file === undefined) throw new Error(`The content ends before ${offset + target.length}.`);
      const within = offset + filled - file.offset;
      const wanted = Math.min(file.bytes - within, target.length - filled);
      if (wanted > 0)
        filled += this.readFile(index, within, target.subarray(filled, filled + wanted));
      index += 1;
    }
  }

  [Symbol.dispose](): void {
    if (this.openFile !== null) closeSync(this.openFile.descriptor);
    this.openFile = null;
  }

  private readFile(index: number, position: number, target: Uint8Array): number {
    if (this.openFile?.index !== index) {
      this[Symbol.dispose]();
      this.openFile = { index, descriptor: openSync(this.files[index]!.path, 'r') };
    }
    const count = readSync(this.openFile.descriptor, target, 0, target.length, position);
    if (count !== target.length) throw new Error(`${this.files[index]!.path} is too short.`);
    return count;
  }

  /** The last file that begins at or before `offset`. */
  private fileAt(offset: number): number {
    let low = 0;
    let high = this.files.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.files[middle]!.offset <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
