/** What is particular at the ends of a move: before it, at a start with an incomplete folder, and at a fault on the way. */
import type { DownloadFault } from '../core/messages.ts';
import { faultOfStatus } from '../storage/disk-fault.ts';
import type { DiskPool } from '../storage/disk-pool.ts';
import { layoutOf } from './storage-layout.ts';
import type { TorrentState } from './torrent-state.ts';
import { fileStatuses } from './wanted-bytes.ts';
import type { HeldBytes } from './watched-download.ts';

/**
 * One whose files stand where they belong does not go to an incomplete folder: it was added over them, or a crash
 * ended its way out of there. What it has in the incomplete folder follows. Before its storage is opened.
 */
export async function leaveStagingIfLeft(state: TorrentState, disk: DiskPool): Promise<void> {
  const { afterStaging } = state.place;
  if (!afterStaging) return;
  const probe = disk.open(() => layoutOf(state), { onJobDone: () => {} });
  const { path } = await disk.placesTaken(probe, afterStaging);
  await disk.close(probe);
  if (path !== null) state.place.leaveStaging();
}

/**
 * How much of it is where, as far as is known: of a move that stopped on the way the share that has arrived is in
 * its target, the rest where it came from last.
 */
export function heldBytes(state: TorrentState): HeldBytes[] {
  const { metainfo, filePriorities, picker, place, preallocation, wanted, unallocatedBytes } =
    state;
  const files = fileStatuses(metainfo, filePriorities, picker.have);
  const had = files.reduce((sum, { completedBytes }) => sum + completedBytes, 0);
  // Zeros that take room are copied as data.
  const isFilled = preallocation === 'full' && Number.isFinite(unallocatedBytes);
  const bytes = isFilled ? Math.max(had, wanted.total - unallocatedBytes) : had;
  const { directory } = place.target;
  const [former] = place.strays;
  if (!former) return [{ directory, bytes }];
  const arrived = Math.floor(bytes * (place.move?.progress ?? 0));
  return [
    { directory, bytes: arrived },
    { directory: former.directory, bytes: bytes - arrived },
  ];
}

/** Says beside what to do of the disk what can be done of the move. */
export function moveFault({ place }: TorrentState, status: number): DownloadFault {
  const { code, message } = faultOfStatus(status, place.target.directory);
  const isTurning = place.move?.returning === true || place.isLeavingStaging;
  const way = isTurning ? 'move it elsewhere' : 'cancel its move: what is moved goes back';
  return { code, message: `${message} Or ${way}.` };
}
