/**
 * Tells a fault of files from one of their disk: where a disk is not mounted its files are missing, too, but nothing
 * is wrong with them. Asked only after a fault, so that it costs nothing while all is well.
 */
import { StorageError, statusOfError } from './disk-fault.ts';
import { STATUS, type StoragePlace } from './disk-protocol.ts';
import { entryAt } from './file-places.ts';
import { hasVolumeMarker } from './volume-marker.ts';

/** What a missing disk looks like from within. */
const SUSPECT: ReadonlySet<number> = new Set([
  STATUS.fileMissing,
  STATUS.fileChanged,
  STATUS.pathConflict,
  STATUS.permissionDenied,
  STATUS.ioError,
]);

/** The status of an error that was met at files of this place. */
export function statusAt(error: unknown, place: StoragePlace | null): number {
  const status = statusOfError(error);
  const isMissing = place !== null && SUSPECT.has(status) && isVolumeMissing(place);
  return isMissing ? STATUS.volumeMissing : status;
}

/** Throws `volume-missing` where a disk of the place is not there. */
export function demandVolume(place: StoragePlace): void {
  if (isVolumeMissing(place)) throw new StorageError('volume-missing', 'a disk is not there');
}

function isVolumeMissing({ volumeRoot, isVolumeMarked, strays }: StoragePlace): boolean {
  return [{ volumeRoot, isVolumeMarked }, ...(strays ?? [])].some((one) => {
    if (one.volumeRoot === undefined) return false;
    return one.isVolumeMarked ? !hasVolumeMarker(one.volumeRoot) : entryAt(one.volumeRoot) === null;
  });
}
