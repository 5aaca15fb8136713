/**
 * The files of a v1 info dictionary (BEP 3, 47): where each begins in the torrent's bytes and under which
 * safe path it is kept. Offsets are without gaps; sizes and their sum are safe integers.
 */
import type { BencodeNode } from '../bencode/index.ts';
import { DistinctPaths } from './distinct-paths.ts';
import { MAX_FILES, MAX_PATH_DEPTH } from './metainfo-limits.ts';
import { MetainfoError } from './metainfo-error.ts';
import type { MetainfoFile } from './metainfo.ts';
import { joinSafePath, NOTHING_LEFT, safeComponent, safeComponents } from './safe-path.ts';

export interface FileList {
  files: MetainfoFile[];
  totalBytes: number;
}

/** BitComet's padding files are told by their name alone. */
const BITCOMET_PADDING = '_____padding_file_';

interface FileEntry {
  components: string[];
  bytes: number;
  padding: boolean;
}

/** What was odd about the entries, counted, to be told in one sentence each. */
class Oddities {
  sanitised = 0;
  symlinks = 0;

  describe(renamed: number): string[] {
    const sentences: string[] = [];
    if (this.sanitised > 0)
      sentences.push(`${this.sanitised} file paths were changed to safe ones.`);
    if (renamed > 0) sentences.push(`${renamed} files were renamed because their names clash.`);
    if (this.symlinks > 0) {
      sentences.push(`${this.symlinks} symbolic links in the torrent are not created.`);
    }
    return sentences;
  }
}

/** Reads the files. `name` is the safe name of the single file or of the root folder. */
export function readFileList(info: BencodeNode, name: string, warnings: string[]): FileList {
  const list = info.field('files');
  if (list === undefined) return readSingleFile(info, name);
  if (list.kind !== 'list') throw new MetainfoError('no-files', 'The list of files is not a list.');
  const oddities = new Oddities();
  const entries = readEntries(list, name, oddities);
  const paths = new DistinctPaths();
  const written = entries.filter((entry) => !entry.padding);
  for (const { components } of written) paths.addFolders(components);
  let offset = 0;
  const files = entries.map(({ components, bytes, padding }): MetainfoFile => {
    const path = joinSafePath(padding ? components : paths.place(components));
    const file = { path, bytes, offset, padding };
    offset = addBytes(offset, bytes);
    return file;
  });
  warnings.push(...oddities.describe(paths.renamedCount));
  return { files, totalBytes: offset };
}

function readSingleFile(info: BencodeNode, name: string): FileList {
  if (info.field('length') === undefined) {
    throw new MetainfoError(
      'no-files',
      'The torrent names neither a file length nor a list of files.',
    );
  }
  const bytes = readLength(info);
  return { files: [{ path: name, bytes, offset: 0, padding: false }], totalBytes: bytes };
}

function readEntries(list: BencodeNode, name: string, oddities: Oddities): FileEntry[] {
  const entries: FileEntry[] = [];
  for (const item of list.items()) {
    if (entries.length >= MAX_FILES) {
      throw new MetainfoError('too-many-files', `The torrent has more than ${MAX_FILES} files.`);
    }
    entries.push(readEntry(item, name, oddities));
  }
  if (entries.length === 0) throw new MetainfoError('no-files', 'The list of files is empty.');
  return entries;
}

function readEntry(item: BencodeNode, name: string, oddities: Oddities): FileEntry {
  if (item.kind !== 'dictionary') {
    throw new MetainfoError('bad-file-entry', 'An entry of the list of files is not a dictionary.');
  }
  const attributes = item.field('attr')?.text() ?? '';
  const isLink = attributes.includes('l');
  if (isLink) oddities.symlinks++;
  // A link has no bytes in the pieces, whatever length it claims (BEP 47, libtorrent).
  const bytes = isLink ? 0 : readLength(item);
  const isMarked = attributes.includes('p');
  const components = [name, ...readPath(item, isMarked ? ['.pad', String(bytes)] : undefined)];
  const safe = safeComponents(components);
  const isPadding = isMarked || components.at(-1)!.startsWith(BITCOMET_PADDING);
  if (!isPadding && safe.join('/') !== components.join('/')) oddities.sanitised++;
  // As padding a link is never written.
  return { components: safe, bytes, padding: isPadding || isLink };
}

/** Padding may come without a path: it has no file that would need one. */
function readPath(entry: BencodeNode, fallback: string[] | undefined): string[] {
  const path = pathOf(entry.field('path.utf-8')) ?? pathOf(entry.field('path')) ?? fallback;
  if (path === undefined) {
    throw new MetainfoError('bad-file-path', "A file's path is missing or is not a list of names.");
  }
  return path;
}

/** The names of a path, or undefined for what is no list of strings or is empty. */
function pathOf(node: BencodeNode | undefined): string[] | undefined {
  if (node === undefined) return undefined;
  const names: string[] = [];
  for (const item of node.items()) {
    // One too many is enough to be refused; a hostile list has millions.
    if (names.length > MAX_PATH_DEPTH) break;
    const name = item.text();
    if (name === undefined) return undefined;
    names.push(name);
  }
  return names.length > 0 ? names : undefined;
}

function readLength(node: BencodeNode): number {
  const length = node.field('length')?.integer();
  if (length === undefined || length < 0) {
    throw new MetainfoError('bad-file-length', "A file's length is missing or is no size.");
  }
  if (typeof length === 'bigint') throw sizeOverflow();
  return length;
}

function addBytes(offset: number, bytes: number): number {
  const end = offset + bytes;
  if (!Number.isSafeInteger(end)) throw sizeOverflow();
  return end;
}

function sizeOverflow(): MetainfoError {
  return new MetainfoError('size-overflow', 'The torrent claims to be larger than 2^53 bytes.');
}

/** The safe name of the file or root folder; `fallback` where the torrent's own leaves nothing. */
export function readName(info: BencodeNode, fallback: string, warnings: string[]): string {
  const text = info.field('name.utf-8')?.text() || info.field('name')?.text();
  if (text === undefined) throw new MetainfoError('missing-name', 'The torrent has no name.');
  const safe = safeComponent(text);
  const name = safe === NOTHING_LEFT && text !== NOTHING_LEFT ? fallback : safe;
  if (name !== text) warnings.push('The name of the torrent was changed to a safe one.');
  return name;
}
