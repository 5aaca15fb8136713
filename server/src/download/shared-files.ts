/**
 * Whether two downloads would write the same file, or one a file where the other needs a folder. Two
 * writers of one file corrupt each other (hardening notes, 1A).
 */
export interface PlacedFiles {
  /** Relative to the volume, empty for its root. */
  relativeDirectory: string;
  /** Relative to that directory. */
  paths: readonly string[];
}

const PART_SUFFIX = '.part';

/** The first path, relative to the volume, at which they meet; null where they do not. */
export function findSharedPath(first: PlacedFiles, second: PlacedFiles): string | null {
  const files = new Set(fullPaths(first));
  const folders = foldersAbove(files);
  for (const path of fullPaths(second)) {
    if (namesOf(path).some((name) => files.has(name)) || folders.has(path)) return path;
    for (const folder of foldersAbove([path])) if (files.has(folder)) return folder;
  }
  return null;
}

/** What a file may be called: until it is complete it may have a suffix, which another has as its name. */
function namesOf(path: string): string[] {
  const whole = path.endsWith(PART_SUFFIX) ? [path.slice(0, -PART_SUFFIX.length)] : [];
  return [path, path + PART_SUFFIX, ...whole];
}

/** In one normal form, since some file systems take the forms of a name for the same. */
function fullPaths({ relativeDirectory, paths }: PlacedFiles): string[] {
  const prefix = relativeDirectory === '' ? '' : `${relativeDirectory}/`;
  return paths.map((path) => (prefix + path).normalize('NFC'));
}

function foldersAbove(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths) {
    let end = path.lastIndexOf('/');
    while (end > 0 && !folders.has(path.slice(0, end))) {
      folders.add(path.slice(0, end));
      end = path.lastIndexOf('/', end - 1);
    }
  }
  return folders;
}
