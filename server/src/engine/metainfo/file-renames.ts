/**
 * Other names for a download's files than its torrent has. Invariant: what comes out of here holds the rule of
 * safe-path.ts, no two files have one place, and everything stays in the one root folder (or is the single file),
 * so that the root alone tells which downloads can meet on the disk. Pure.
 */
import { RequestError } from '../core/engine-error.ts';
import type { FileRenames } from '../core/messages.ts';
import type { Metainfo } from './metainfo.ts';
import { foldName } from './distinct-paths.ts';
import { joinSafePath, safeComponent, safeComponents } from './safe-path.ts';

/** What names are about: so much of a torrent. */
export interface NamedFiles {
  name: string;
  files: readonly Pick<Metainfo['files'][number], 'path' | 'padding'>[];
}

const SEPARATOR = /[/\\]/;

/** The path of every file, as renamed. */
export function renamedPaths({ name, files }: NamedFiles, renames: FileRenames | null): string[] {
  if (renames === null) return files.map(({ path }) => path);
  const root = renames.name ?? name;
  const paths = files.map(({ path }) => root + path.slice(name.length));
  for (const { index, path } of renames.files) paths[index] = path;
  return paths;
}

/** Gives the root folder or the single file another name. Throws a RequestError where it cannot have it. */
export function withName(
  torrent: NamedFiles,
  renames: FileRenames | null,
  name: string,
): FileRenames | null {
  if (SEPARATOR.test(name)) {
    throw new RequestError('invalid-argument', 'A name has no separators of folders in it.');
  }
  const before = renames?.name ?? torrent.name;
  const safe = safeComponent(name);
  const files = (renames?.files ?? []).map(({ index, path }) => ({
    index,
    path: safe + path.slice(before.length),
  }));
  return checkedRenames(torrent, { name: safe, files });
}

/** Gives one file another path, which begins with the root folder's name. Throws a RequestError where it cannot. */
export function withFilePath(
  torrent: NamedFiles,
  renames: FileRenames | null,
  index: number,
  path: string,
): FileRenames | null {
  const { files } = torrent;
  if (!files[index] || files[index].padding) {
    throw new RequestError('invalid-argument', `The torrent has no file ${index}.`);
  }
  if (isSingleFile(torrent)) return withName(torrent, renames, path);
  const others = (renames?.files ?? []).filter((file) => file.index !== index);
  return checkedRenames(torrent, {
    name: renames?.name ?? null,
    files: [...others, { index, path: safePath(path) }],
  });
}

/** Gives a folder another path, and so all files below it. Throws a RequestError where there is none, or it cannot. */
export function withFolderPath(
  torrent: NamedFiles,
  renames: FileRenames | null,
  { folder, path }: { folder: string; path: string },
): FileRenames | null {
  const root = renames?.name ?? torrent.name;
  if (folder === root && !isSingleFile(torrent)) return withName(torrent, renames, path);
  const moved = new Map<number, string>();
  for (const [index, before] of renamedPaths(torrent, renames).entries()) {
    if (torrent.files[index]!.padding || !before.startsWith(`${folder}/`)) continue;
    moved.set(index, safePath(path + before.slice(folder.length)));
  }
  if (moved.size === 0) {
    throw new RequestError('invalid-argument', `The download has no folder ${folder}.`);
  }
  const others = (renames?.files ?? []).filter(({ index }) => !moved.has(index));
  return checkedRenames(torrent, {
    name: renames?.name ?? null,
    files: [...others, ...[...moved].map(([index, to]) => ({ index, path: to }))],
  });
}

/**
 * The same names, made safe, without those that are the torrent's own; null where no other is left. Throws a
 * RequestError where a file would leave its root folder or take the place of another.
 */
export function checkedRenames(
  torrent: NamedFiles,
  renames: FileRenames | null,
): FileRenames | null {
  if (renames === null) return null;
  const root = safeComponent(renames.name ?? torrent.name);
  const own = renamedPaths(torrent, { name: root, files: [] });
  const files = renames.files
    .map(({ index, path }) => ({ index, path: safePath(path) }))
    .filter(({ index, path }) => own[index] !== undefined && own[index] !== path)
    .toSorted((one, other) => one.index - other.index);
  const name = root === torrent.name ? null : root;
  if (name === null && files.length === 0) return null;
  refuseOutside(root, files);
  const checked = { name, files };
  if (files.length > 0) refuseClashes(torrent, checked);
  return checked;
}

function isSingleFile({ name, files }: NamedFiles): boolean {
  return files.length === 1 && files[0]!.path === name;
}

function safePath(path: string): string {
  return joinSafePath(safeComponents(path.split('/')));
}

function refuseOutside(root: string, files: FileRenames['files']): void {
  const outside = files.find(({ path }) => !path.startsWith(`${root}/`));
  if (!outside) return;
  throw new RequestError(
    'invalid-argument',
    `A file stays in the root folder of its download: its path begins with "${root}/". To rename the folder rename the download.`,
  );
}

/** Of the renamed ones only: the others had places of their own before. */
function refuseClashes(torrent: NamedFiles, renames: FileRenames): void {
  const paths = renamedPaths(torrent, renames).map(foldName);
  const owners = new Map<string, number>();
  const folders = new Set<string>();
  paths.forEach((path, index) => {
    if (torrent.files[index]!.padding) return;
    owners.set(path, (owners.get(path) ?? 0) + 1);
    for (const folder of foldersAbove(path)) folders.add(folder);
  });
  for (const { index, path } of renames.files) {
    const key = paths[index]!;
    const isTaken = owners.get(key)! > 1 || folders.has(key);
    if (!isTaken && !foldersAbove(key).some((folder) => owners.has(folder))) continue;
    throw new RequestError(
      'path-conflict',
      `Another file of the download is in the way of ${path}.`,
    );
  }
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, depth) => parts.slice(0, depth + 1).join('/'));
}
