/**
 * Whether the write-ahead log holds commits that SQLite will not bring back (sqlite.org/fileformat2.html, section 4).
 * It stops at the first frame that is not right. After a power cut that is right: of the last commit, whose sync
 * had not returned, any part may be missing. But each commit is synced before the next one begins, so that two
 * commits behind the place where it stopped mean damage.
 */
import { readFileSync } from 'node:fs';

const HEADER_BYTES = 32;
const CHECKSUM_AT = 24;
/** SQLite's own default, for a log whose header is damaged. */
const USUAL_PAGE_BYTES = 4096;
const FRAME_HEADER_BYTES = 24;
const PAGE_SIZE_AT = 8;
const SALTS_AT = 16;
const SALT_BYTES = 8;
/** In a frame's header: the database's size after its commit; 0 where it is not the last of its commit. */
const COMMIT_SIZE_AT = 4;
const FRAME_SALTS_AT = 8;

/** Numbers of the frames (from 1) that end a commit, by their headers alone. None where there is no log. */
export function commitFrames(walPath: string): number[] {
  const wal = readIfThere(walPath);
  if (wal.length < HEADER_BYTES) return [];
  const isRight = hasRightHeader(wal);
  const frameBytes =
    FRAME_HEADER_BYTES + (isRight ? wal.readUInt32BE(PAGE_SIZE_AT) : USUAL_PAGE_BYTES);
  const saltsAt = isRight ? SALTS_AT : HEADER_BYTES + FRAME_SALTS_AT;
  const salts = wal.subarray(saltsAt, saltsAt + SALT_BYTES);
  const found: number[] = [];
  for (let frame = 1; ; frame++) {
    const at = HEADER_BYTES + (frame - 1) * frameBytes;
    if (at + FRAME_HEADER_BYTES > wal.length) return found;
    const isCommit = wal.readUInt32BE(at + COMMIT_SIZE_AT) !== 0;
    const frameSalts = wal.subarray(at + FRAME_SALTS_AT, at + FRAME_SALTS_AT + SALT_BYTES);
    if (isCommit && salts.equals(frameSalts)) found.push(frame);
  }
}

/** `recovered` frames are those that SQLite takes as right. */
export function hasLostChanges(commits: readonly number[], recovered: number): boolean {
  return commits.filter((frame) => frame > recovered).length > 1;
}

/** Words in the order that the last bit of the magic number says. */
function hasRightHeader(wal: Buffer): boolean {
  const isBigEndian = (wal[3]! & 1) === 1;
  let [one, two] = [0, 0];
  for (let at = 0; at < CHECKSUM_AT; at += 8) {
    const word = (offset: number): number =>
      isBigEndian ? wal.readUInt32BE(offset) : wal.readUInt32LE(offset);
    one = (one + word(at) + two) >>> 0;
    two = (two + word(at + 4) + one) >>> 0;
  }
  return wal.readUInt32BE(CHECKSUM_AT) === one && wal.readUInt32BE(CHECKSUM_AT + 4) === two;
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
