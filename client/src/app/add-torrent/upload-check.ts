/** What can be told of a file before it is sent, so that a mistake costs no upload. */
import { MAX_TORRENT_FILE_BYTES } from '@shared/dto/torrent.js';
import { formatBytes } from '../ui/format';

/** Why this cannot be a .torrent, or null where it may be one. */
export function uploadObjection(file: Pick<File, 'name' | 'size'>): string | null {
  if (file.size === 0) return $localize`The file is empty.`;
  if (file.size > MAX_TORRENT_FILE_BYTES) {
    const [size, most] = [formatBytes(file.size), formatBytes(MAX_TORRENT_FILE_BYTES)];
    return $localize`The file has ${size}:size:; a .torrent may have ${most}:most: at most.`;
  }
  if (!file.name.toLowerCase().endsWith('.torrent')) return $localize`This is not a .torrent file.`;
  return null;
}
