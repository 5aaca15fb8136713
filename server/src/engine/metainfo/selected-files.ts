/** The files that a magnet link chooses (BEP 53), of those that its torrent turns out to have. */
import type { Magnet } from './magnet.ts';
import type { MetainfoFile } from './metainfo.ts';

/** Their indices, in order; null where it chooses none of those that there are, which means all. */
export function selectedFiles(
  { selectOnly }: Pick<Magnet, 'selectOnly'>,
  files: readonly Pick<MetainfoFile, 'padding'>[],
): number[] | null {
  if (selectOnly === null) return null;
  const selected: number[] = [];
  for (const { first, last } of selectOnly) {
    for (let index = first; index <= last && index < files.length; index++) {
      if (!files[index]!.padding) selected.push(index);
    }
  }
  return selected.length > 0 ? selected : null;
}
