/** Tags and categories that the user made. Those that downloads have besides are in their records. */
import type { PlaceRecord } from './download-repository.port.ts';

export interface CategoryDefaults {
  sequential: boolean;
  firstLastPieces: boolean;
  /** Bytes per second; null is no limit. */
  downloadLimit: number | null;
  uploadLimit: number | null;
  tags: string[];
}

export interface CategoryRecord extends CategoryDefaults {
  name: string;
  /** Null: the default folder. */
  place: PlaceRecord | null;
}

export interface LabelRepository {
  tags(): Promise<string[]>;
  saveTag(name: string): Promise<void>;
  deleteTag(name: string): Promise<void>;
  categories(): Promise<CategoryRecord[]>;
  findCategory(name: string): Promise<CategoryRecord | null>;
  saveCategory(category: CategoryRecord): Promise<void>;
  deleteCategory(name: string): Promise<void>;
}

export const LABEL_REPOSITORY = Symbol('LabelRepository');
