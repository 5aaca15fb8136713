/** What downloads have in the folders that they lie in. Pure. */
import { sep } from 'node:path';
import type { DownloadStatus } from '../engine/index.ts';

export interface FolderUse {
  downloads: number;
  usedBytes: number;
}

/** What each folder holds, a download counted once, in the innermost folder that it lies in. */
export function useOf(
  folders: readonly string[],
  downloads: readonly Pick<DownloadStatus, 'directory' | 'stagingDirectory' | 'completedBytes'>[],
): FolderUse[] {
  const use = folders.map(() => ({ downloads: 0, usedBytes: 0 }));
  // Thousands of downloads lie in a few folders.
  const known = new Map<string, number>();
  for (const { directory, stagingDirectory, completedBytes } of downloads) {
    const place = stagingDirectory ?? directory;
    const index = known.get(place) ?? innermost(folders, place);
    known.set(place, index);
    const holder = use[index];
    if (!holder) continue;
    holder.downloads++;
    holder.usedBytes += completedBytes;
  }
  return use;
}

/** -1 where none holds it. */
function innermost(folders: readonly string[], place: string): number {
  let found = -1;
  for (const [index, folder] of folders.entries()) {
    const holds =
      place === folder || place.startsWith(folder.endsWith(sep) ? folder : folder + sep);
    if (holds && folder.length > (folders[found]?.length ?? -1)) found = index;
  }
  return found;
}
