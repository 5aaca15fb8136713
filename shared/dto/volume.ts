/** A folder that downloads may go into, and what room its disk has. */
export interface VolumeDto {
  /** Absolute. */
  path: string;
  /** Whether downloads go there, or into a folder of it, where nobody names a folder. */
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
  /** The one that the server was given for downloads first. */
  items: VolumeDto[];
}

export interface FolderCheckRequest {
  /** Absolute. */
  directory: string;
}

/** Whether downloads could go into a folder. */
export interface FolderCheckDto {
  /** Absolute, as it was asked for. */
  directory: string;
  /** Whether it is one of the folders that downloads may go into, or below; of others nothing else is told. */
  isAllowed: boolean;
  /** Whether it is there; where it is not, it is made for the first download. */
  exists: boolean;
  /** Whether a file could be written there and read back, or in the folder that it would be made in. */
  isWritable: boolean;
  /** On its disk; null where that cannot be said. */
  freeBytes: number | null;
  totalBytes: number | null;
  /** A sentence that says why downloads cannot go there; null where they can. */
  problem: string | null;
}
