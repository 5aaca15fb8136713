/** What the disk threads have to know of a torrent's files, as everything stands now. */
import type { LaidFile, Promotion, StorageLayout } from '../storage/disk-protocol.ts';
import type { TorrentState } from './torrent-state.ts';
import { eachPieceOf } from './wanted-bytes.ts';

export function layoutOf(state: TorrentState): StorageLayout {
  const { metainfo, pieceHashes, place, usesPartSuffix, preallocation } = state;
  const { directory, volumeRoot } = place.target;
  return {
    directory,
    ...(volumeRoot !== undefined && { volumeRoot }),
    isVolumeMarked: isMarked(state, volumeRoot),
    pieceLength: metainfo.pieceLength,
    totalBytes: metainfo.totalBytes,
    pieceHashes,
    files: laidFiles(state),
    partFile: place.partFile,
    usesPartSuffix,
    preallocation,
    strays: place.strays.map((stray) =>
      Object.assign(stray, { isVolumeMarked: isMarked(state, stray.volumeRoot) }),
    ),
    // Not every file system keeps the times of what is moved to it.
    settledStamps: place.isMoving ? null : state.settledStamps,
  };
}

function isMarked({ isVolumeMarked }: TorrentState, volumeRoot: string | undefined): boolean {
  return volumeRoot !== undefined && isVolumeMarked(volumeRoot);
}

/**
 * What the files must have out of the part file before they are written to: all that may be there of them. Whether a
 * piece is had does not count: while a check is due, or runs, that is not known of pieces that are right.
 */
export function promotionsOf(
  { metainfo }: Pick<TorrentState, 'metainfo'>,
  indexes: readonly number[],
): Promotion[] {
  return indexes.map((index) => {
    const { offset, bytes } = metainfo.files[index]!;
    const pieces: number[] = [];
    eachPieceOf(metainfo, offset, bytes, (piece) => pieces.push(piece));
    return { index, pieces };
  });
}

/** The torrent's own list where nothing differs from it: most torrents have no skipped and no renamed file. */
function laidFiles({ metainfo, filePriorities, place }: TorrentState): readonly LaidFile[] {
  if (!place.isRenamed && !filePriorities.includes('skip')) return metainfo.files;
  return metainfo.files.map((file, index) => ({
    ...file,
    path: place.pathOf(index),
    isSkipped: filePriorities[index] === 'skip',
  }));
}
