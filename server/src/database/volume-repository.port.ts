/** Folder trees that downloads lie in. A path leaves the engine's edge only with its volume. */
export interface Volume {
  id: string;
  /** Absolute. */
  rootPath: string;
  /** What the marker in the root says; null where none was written yet. */
  marker: string | null;
}

export interface VolumeRepository {
  /** The volume of that root; made where there is none. */
  ensure(rootPath: string): Promise<Volume>;
  list(): Promise<Volume[]>;
  setMarker(id: string, marker: string | null): Promise<void>;
  /** Whether any download of the catalogue has a place in it: where it belongs, lies until it is complete, or comes from. */
  hasDownloads(id: string): Promise<boolean>;
}

export const VOLUME_REPOSITORY = Symbol('VolumeRepository');
