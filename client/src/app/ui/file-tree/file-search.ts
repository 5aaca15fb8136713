/** Which files a search inside a torrent finds: those whose path has all the words in it, case and accents apart. Pure. */

/** Places in `files`; null where nothing is searched for. */
export function matchingPlaces(
  files: readonly { readonly path: string }[],
  search: string,
): number[] | null {
  const words = foldText(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  const places: number[] = [];
  for (const [place, { path }] of files.entries()) {
    const folded = foldText(path);
    if (words.every((word) => folded.includes(word))) places.push(place);
  }
  return places;
}

const ASCII = /^[\x20-\x7e]*$/;
const MARKS = /\p{M}/gu;

/** Without case and accents. */
export function foldText(text: string): string {
  return (ASCII.test(text) ? text : text.normalize('NFKD').replace(MARKS, '')).toLowerCase();
}
