/** A folder that downloads may go into, and what room its disk has. */
export interface VolumeDto {
  /** Absolute. */
  path: string;
  /** Whether downloads go there where nobody names a folder. */
  isDefault: boolean;
  state: VolumeState;
  /** On its disk; null where that cannot be said. */
  freeBytes: number | null;
  totalBytes: number | null;
  /** Downloads that lie in it or below. */
  downloads: number;
  /** What they have on the disk. */
  usedBytes: number;
}

/** `missing`: its disk is not mounted. `silent`: the disk does not answer. */
export const VOLUME_STATES = ['there', 'missing', 'silent'] as const;
export type VolumeState = (typeof VOLUME_STATES)[number];

export interface VolumesDto {
  /** The default one first. */
  items: VolumeDto[];
}
