/** What can be told of a file before it is sent, so that a mistake costs no upload. */
import { MAX_TORRENT_FILE_BYTES } from '@shared/dto/torrent.js';
import { formatBytes } from '../ui/format';

/** Why this cannot be a .torrent, or null where it may be one. */
export function uploadObjection(file: Pick<File, 'name' | 'size'>): string | null {
  if (file.size === 0) return 'The file is empty.';
  if (file.size > MAX_TORRENT_FILE_BYTES) {
    return `The file has ${formatBytes(file.size)}; a .torrent may have ${formatBytes(MAX_TORRENT_FILE_BYTES)} at most.`;
  }
  if (!file.name.toLowerCase().endsWith('.torrent')) return 'This is not a .torrent file.';
  return null;
}
