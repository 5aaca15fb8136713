/** What is particular at the ends of a move: at a start with an incomplete folder, and at a fault on the way. */
import type { DownloadFault } from '../core/messages.ts';
import { faultOfStatus } from '../storage/disk-fault.ts';
import type { DiskPool } from '../storage/disk-pool.ts';
import { layoutOf } from './storage-layout.ts';
import type { TorrentState } from './torrent-state.ts';

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

/** Says beside what to do of the disk what can be done of the move. */
export function moveFault({ place }: TorrentState, status: number): DownloadFault {
  const { code, message } = faultOfStatus(status, place.target.directory);
  const isTurning = place.move?.returning === true || place.isLeavingStaging;
  const way = isTurning ? 'move it elsewhere' : 'cancel its move: what is moved goes back';
  return { code, message: `${message} Or ${way}.` };
}
