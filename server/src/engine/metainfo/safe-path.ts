/**
 * The written rule for names that strangers chose. Every way in goes through it (upload, magnet metadata,
 * resume, rename), and it holds on every system, because a disk written on Linux is read on Windows too.
 * A torrent is not refused for its names; they are made safe, one path component at a time:
 *
 * 1. Separators (`/` and `\`) are dropped, as libtorrent does, and so are characters that show nothing or
 *    turn the text around (zero-width, bidirectional).
 * 2. NUL and other controls, `< > : " | ? *`, line separators, halves of surrogate pairs and what was not
 *    UTF-8 become `_`.
 * 3. Dots and spaces at the end are cut. What is then empty, and so `.`, `..` and `...`, becomes `_`.
 * 4. The device names of Windows (CON, NUL, COM1 ... with any extension) get `_` in front.
 * 5. A component over 255 bytes of UTF-8 is cut to 240 between two code points, and an extension of up to
 *    9 bytes is put back behind it.
 * 6. A folder that is called `.`, `..` or only separators is left out of a path, as libtorrent does.
 *
 * The result is a name that is never empty, holds no separator and is not `.` or `..`: joined to a root it
 * is always inside it. Applied again it changes nothing. Paths are bounded too: 100 components and 4,000
 * bytes; a longer one is refused. Letters are never composed or decomposed, so data that is there already
 * is found under its name. Names that clash with each other are the matter of distinct-paths.ts.
 */
import { MAX_PATH_BYTES, MAX_PATH_DEPTH } from './metainfo-limits.ts';
import { MetainfoError } from './metainfo-error.ts';

/** What common file systems take, in bytes (ext4) or in UTF-16 units (NTFS, APFS). */
const MAX_COMPONENT_BYTES = 255;
/** Leaves room for a suffix that a clash or a part file may need. */
const CUT_COMPONENT_BYTES = 240;
/** With its dot. Both figures are libtorrent's, so that cut names are the same. */
const MAX_EXTENSION_BYTES = 9;

/** What stands for a component of which the rule leaves nothing. */
export const NOTHING_LEFT = '_';

/** Separators; zero-width, joiners, bidirectional marks and isolates, byte order mark: libtorrent's list. */
const DROPPED = /[/\\\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu;
const UNSAFE = /[\p{Cc}\p{Cs}\u2028\u2029\ufffd<>:"|?*]/gu;
const DEVICE =
  /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]) *(?:\.|$)/iu;

/** One path component, made safe by the rule above. Never empty. */
export function safeComponent(text: string): string {
  const visible = trimEnd(text.replace(DROPPED, '').replace(UNSAFE, '_'));
  const named = DEVICE.test(visible) ? `_${visible}` : visible;
  const fitting =
    Buffer.byteLength(named) > MAX_COMPONENT_BYTES ? cutName(named, CUT_COMPONENT_BYTES) : named;
  return fitting === '' ? NOTHING_LEFT : fitting;
}

/** The components of one file's path, made safe (rule 6). Throws MetainfoError where there are too many. */
export function safeComponents(components: readonly string[]): string[] {
  if (components.length > MAX_PATH_DEPTH) {
    const message = `A file's path has more than ${MAX_PATH_DEPTH} parts.`;
    throw new MetainfoError('path-too-deep', message);
  }
  const last = components.length - 1;
  return components
    .filter((component, index) => index === last || !leadsNowhere(component))
    .map(safeComponent);
}

function leadsNowhere(component: string): boolean {
  return component !== '' && ['', '.', '..'].includes(component.replace(DROPPED, ''));
}

/** Joins safe components with `/`. Throws MetainfoError where the result is too long for any disk. */
export function joinSafePath(components: readonly string[]): string {
  const path = components.join('/');
  if (path.length * 3 > MAX_PATH_BYTES && Buffer.byteLength(path) > MAX_PATH_BYTES) {
    const message = `A file's path is longer than ${MAX_PATH_BYTES} bytes.`;
    throw new MetainfoError('path-too-long', message);
  }
  return path;
}

/** A safe name in two parts: the extension with its dot, empty where there is none or it is too long. */
export function splitExtension(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot) : '';
  const isKept = extension !== '' && Buffer.byteLength(extension) <= MAX_EXTENSION_BYTES;
  return isKept ? { stem: name.slice(0, dot), extension } : { stem: name, extension: '' };
}

/** The longest beginning of the text that takes at most so many bytes of UTF-8. */
export function cutText(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  let end = maxBytes;
  while (end > 0 && (bytes[end]! & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

function cutName(name: string, maxBytes: number): string {
  const { stem, extension } = splitExtension(name);
  return trimEnd(cutText(stem, maxBytes) + extension);
}

/** Without a regular expression's backtracking: `a. . . .` of a megabyte must not take quadratic time. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && '. '.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}
