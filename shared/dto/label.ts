/** Tags and categories. A download has any number of tags, and one category or none. */

export interface TagDto {
  name: string;
  /** How many downloads have it. */
  downloads: number;
}

export interface PutTagRequest {
  /** Another name for it; where a tag of that name is there already, they become one. */
  name?: string;
}

/** What new downloads of the category begin with, where their start does not say it. */
export interface CategoryOptions {
  /** Absolute; null: the default folder. Changing it moves no files. */
  directory: string | null;
  sequential: boolean;
  firstLastPieces: boolean;
  /** Bytes per second of each of its downloads; null is no limit. */
  downloadLimit: number | null;
  uploadLimit: number | null;
  tags: string[];
}

export interface CategoryDto extends CategoryOptions {
  name: string;
  /** How many downloads are in it. */
  downloads: number;
}

/** Takes the place of what was there: what is left out is as in a new one. */
export interface PutCategoryRequest extends Partial<CategoryOptions> {
  /** Another name for it. */
  name?: string;
}
