/**
 * Whether a volume is there, by what is found in its root and what was known of it. Pure.
 *
 * A volume that had a marker is there only with it: else its disk is not mounted, or another one is. One that had
 * none yet gets one as soon as something speaks for it: files of a download that are as they were recorded. The
 * same is the way out where a user has removed the marker; an empty one that the user made is another.
 */
import { UNREADABLE, type VolumeLook } from '../storage/volume-look.ts';

export type VolumeVerdict =
  | 'there'
  | 'missing'
  /** There, and a marker of ours is to be written. */
  | 'to be marked'
  /** There, and the marker that is found holds from now on. */
  | 'to be adopted';

/** `expected`: what its marker said; null where it had none. `isProven`: files on it are as they were recorded. */
export function judgeVolume(
  look: VolumeLook,
  expected: string | null,
  isProven: boolean,
): VolumeVerdict {
  const { isThere, marker } = look;
  if (!isThere) return 'missing';
  if (marker === UNREADABLE || (marker !== null && marker === expected)) return 'there';
  if (marker === '') return 'to be marked';
  if (marker === null && expected === null) return isProven ? 'to be marked' : 'there';
  if (expected !== null && !isProven) return 'missing';
  return marker === null ? 'to be marked' : 'to be adopted';
}
