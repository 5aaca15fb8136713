/** The paths of files that were renamed: of the root folder, and of single files. The test's own reading of the rule. */
import type { ContentFile } from './crash-content.ts';

export interface Renames {
  /** Of the root folder; null: the torrent's own. */
  name: string | null;
  /** Whole paths. */
  files: { index: number; path: string }[];
}

export function renamedPaths(
  torrentName: string,
  files: readonly ContentFile[],
  renames: Renames | null,
): string[] {
  const root = renames?.name ?? torrentName;
  const paths = files.map(({ path }) => path.replace(torrentName, root));
  for (const { index, path } of renames?.files ?? []) paths[index] = path;
  return paths;
}
