/**
 * What makes a path of a torrent safe on every system, told without the code that makes it so: the judge of the
 * tests for names.
 */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?$/i;
const MAX_PATH_BYTES = 4_000;
const MAX_DEPTH = 100;
const MAX_NAME_BYTES = 255;

/** Whether a path, joined to any folder on any system, is inside that folder and can be made there. */
export function isPathInside(path: string): boolean {
  const names = path.split('/');
  return (
    Buffer.byteLength(path) <= MAX_PATH_BYTES &&
    names.length <= MAX_DEPTH &&
    names.every(isSafeName)
  );
}

/** Whether one name is safe: not empty, no separator, no dots alone, nothing that Windows reads in another way. */
export function isSafeName(name: string): boolean {
  return (
    name !== '' &&
    !/[/\\<>:"|?*\p{Cc}\p{Cs}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u.test(name) &&
    !/[. ]$/.test(name) &&
    !DEVICE.test(name) &&
    Buffer.byteLength(name) <= MAX_NAME_BYTES
  );
}
