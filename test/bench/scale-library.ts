/**
 * A data folder as a server leaves it that has seeded many torrents for long: the catalogue, what is recorded
 * as had, and the files, which are sparse (all zeros), so that ten thousand of them cost no disk and no time.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { KyselyDownloadRepository } from '../../server/src/database/kysely-download-repository.ts';
import { KyselyEngineStateStore } from '../../server/src/database/kysely-engine-state-store.ts';
import { KyselyTorrentRepository } from '../../server/src/database/kysely-torrent-repository.ts';
import { KyselyVolumeRepository } from '../../server/src/database/kysely-volume-repository.ts';
import type { EngineStateRecord } from '../../server/src/database/engine-state-store.port.ts';
import { openDatabase } from '../../server/src/database/open-database.ts';
import { createMetainfo } from '../../server/src/engine/metainfo/create-metainfo.ts';
import { parseMetainfo } from '../../server/src/engine/metainfo/parse-metainfo.ts';

export interface LibraryOptions {
  downloads: number;
  piecesPerDownload: number;
  /** Of every torrent. */
  trackers: string[][];
  /** The first so many have nothing yet and this many pieces, so that they download; none where it is left out. */
  unfinished?: { downloads: number; piecesPerDownload: number };
  /** Of each download, in bytes per second; none where it is left out. */
  downloadLimit?: number | null;
}

export interface SeededTorrent {
  id: string;
  infoHash: Uint8Array;
  pieceCount: number;
}

const PIECE_LENGTH = 16_384;
/** Times of access and of change of the files. */
export const NEVER_READ = new Date('2001-01-01T00:00:00Z');
const WRITTEN_AT = new Date('2002-01-01T00:00:00Z');

/** Fills `folder` for `RealServer.start(folder)`; the downloads are all complete, but for the unfinished ones. */
export async function fillLibrary(
  folder: string,
  { downloads, trackers, unfinished, downloadLimit = null, ...options }: LibraryOptions,
): Promise<SeededTorrent[]> {
  const dataDirectory = join(folder, 'data');
  const downloadDirectory = join(folder, 'downloads');
  await mkdir(dataDirectory, { recursive: true });
  await mkdir(downloadDirectory, { recursive: true });
  const database = await openDatabase(dataDirectory);
  try {
    const { id: volumeId } = await new KyselyVolumeRepository(database).ensure(downloadDirectory);
    const torrents = new KyselyTorrentRepository(database);
    const records = new KyselyDownloadRepository(database);
    const states: EngineStateRecord[] = [];
    const seeded: SeededTorrent[] = [];
    for (let index = 0; index < downloads; index++) {
      const isUnfinished = index < (unfinished?.downloads ?? 0);
      const { piecesPerDownload } = isUnfinished ? unfinished! : options;
      const name = `sample ${String(index).padStart(5, '0')}.bin`;
      const bytes = torrentOfZeros(name, piecesPerDownload, trackers);
      const { pieceHashes: _hashes, ...summary } = parseMetainfo(bytes);
      const { id, totalBytes } = summary;
      await torrents.save(summary, bytes, Date.now());
      const addedAt = Date.now() + index;
      const record = {
        ...seedingRecord(id, name, volumeId),
        downloadLimit,
        addedAt,
        addedBy: null,
      };
      await records.insert(record, 'bottom');
      seeded.push({ id, infoHash: Buffer.from(id, 'hex'), pieceCount: piecesPerDownload });
      if (isUnfinished) continue;
      const files = [await makeSparse(join(downloadDirectory, name), totalBytes)];
      const rest = { partFile: null, partial: [], isSettled: true, bannedAddresses: [] };
      const counters = { downloadedBytes: totalBytes, uploadedBytes: 0, completedAt: Date.now() };
      states.push({ id, resume: { have: allOf(piecesPerDownload), files, ...rest, ...counters } });
    }
    await new KyselyEngineStateStore(database).save(states);
    return seeded;
  } finally {
    await database.destroy();
  }
}

function torrentOfZeros(name: string, pieceCount: number, trackers: string[][]): Uint8Array {
  return createMetainfo({
    name,
    files: [{ path: [], bytes: pieceCount * PIECE_LENGTH }],
    pieceLength: PIECE_LENGTH,
    pieceHashes: Buffer.concat(Array.from({ length: pieceCount }, () => ZERO_PIECE_HASH)),
    trackers,
    webSeeds: [],
    private: false,
  });
}

const ZERO_PIECE_HASH = createHash('sha1').update(new Uint8Array(PIECE_LENGTH)).digest();

function seedingRecord(id: string, name: string, volumeId: string) {
  return {
    id,
    name,
    volumeId,
    relativeDirectory: '',
    renames: null,
    movingFrom: [],
    staging: null,
    wantedState: 'started' as const,
    sequential: false,
    forceStart: false,
    firstLastPieces: false,
    superSeeding: false,
    priorities: [],
    tags: [],
    category: null,
    trackers: null,
    awaitsMetadata: false,
    uploadLimit: null,
  };
}

async function makeSparse(
  path: string,
  bytes: number,
): Promise<{ bytes: number; modifiedMs: number }> {
  const file = await open(path, 'w');
  await file.truncate(bytes);
  await file.close();
  // A read would move the first of them forwards (`relatime`).
  await utimes(path, NEVER_READ, WRITTEN_AT);
  const { mtimeMs } = await stat(path);
  return { bytes, modifiedMs: Math.floor(mtimeMs) };
}

function allOf(pieceCount: number): Uint8Array {
  const have = new Uint8Array(Math.ceil(pieceCount / 8)).fill(0xff);
  const spareBits = have.length * 8 - pieceCount;
  have[have.length - 1]! &= 0xff << spareBits;
  return have;
}
