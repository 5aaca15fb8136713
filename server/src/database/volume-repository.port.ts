/** Folder trees that downloads lie in. A path leaves the engine's edge only with its volume. */
export interface Volume {
  id: string;
  /** Absolute. */
  rootPath: string;
}

export interface VolumeRepository {
  /** The volume of that root; made where there is none. */
  ensure(rootPath: string): Promise<Volume>;
  list(): Promise<Volume[]>;
}

export const VOLUME_REPOSITORY = Symbol('VolumeRepository');
