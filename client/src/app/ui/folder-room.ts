/**
 * Which folders to offer, and what room they leave. Pure. A folder lies in the innermost volume whose path holds it, as on
 * the server; `/data` does not hold `/data-private`.
 */
import type { VolumeDto } from '@shared/dto/volume.js';

export interface FolderOffer {
  path: string;
  /** Null where that is not known. */
  freeBytes: number | null;
  /** Its disk is not mounted, or does not answer. */
  isMissing: boolean;
}

/** What is shown at once; who looks for another types some of it. */
const MOST_OFFERS = 12;

export function volumeOf(volumes: readonly VolumeDto[], directory: string): VolumeDto | undefined {
  const path = directory.trim();
  return volumes
    .filter((volume) => path === volume.path || path.startsWith(withSeparator(volume.path)))
    .toSorted((one, other) => other.path.length - one.path.length)[0];
}

/** What is offered for what stands in the field: folders that have it in their path, the ones used last first. */
export function offersFor(
  typed: string,
  { volumes, recent }: { volumes: readonly VolumeDto[]; recent: readonly string[] },
): FolderOffer[] {
  const known = new Set([...recent, ...volumes.map(({ path }) => path)]);
  const text = typed.trim().toLowerCase();
  // What stands there is no question: all others are of interest then.
  const isQuestion = text !== '' && ![...known].some((path) => path.toLowerCase() === text);
  return [...known]
    .filter((path) => !isQuestion || path.toLowerCase().includes(text))
    .flatMap((path) => {
      const volume = volumeOf(volumes, path);
      // A folder that is allowed no more is not offered.
      if (!volume) return [];
      return [{ path, freeBytes: volume.freeBytes, isMissing: volume.state !== 'there' }];
    })
    .slice(0, MOST_OFFERS);
}

/** With this folder as the last one used. */
export function withRecent(
  recent: readonly string[],
  directory: string,
  most: number,
): readonly string[] {
  return [directory, ...recent.filter((path) => path !== directory)].slice(0, most);
}

function withSeparator(path: string): string {
  const separator = path.includes('\\') && !path.startsWith('/') ? '\\' : '/';
  return path.endsWith(separator) ? path : path + separator;
}
